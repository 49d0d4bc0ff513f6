//! zhashx: hash tables.
