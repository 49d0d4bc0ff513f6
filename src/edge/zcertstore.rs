//! zcertstore: stores of certificates.
