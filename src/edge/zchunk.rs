//! zchunk: blocks of bytes.
