//! zauth: authentication of clients (ZAP).
