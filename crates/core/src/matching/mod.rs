//! What a text matches: regular expressions, and the routes made of them.

pub mod regex;
pub mod trie;
