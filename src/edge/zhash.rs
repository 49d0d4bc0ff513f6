//! zhash: simple hash tables with string keys.
