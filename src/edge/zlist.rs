//! zlist: simple lists.
