//! zlistx: lists.
