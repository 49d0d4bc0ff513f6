//! Texts that are never freed, each kept once: a program may still hold a setting that another of
//! its threads has replaced.

use std::collections::BTreeSet;
use std::ffi::CStr;
use std::sync::{Mutex, PoisonError};

use super::fork::ForkCell;

static TEXTS: ForkCell<Mutex<BTreeSet<&'static CStr>>> = ForkCell::new();

/// The permanent copy of a text, one for all equal texts.
pub fn intern(text: &CStr) -> &'static CStr {
    let mut texts = TEXTS.get().lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(copy) = texts.get(text) {
        return copy;
    }
    let copy: &'static CStr = Box::leak(text.to_owned().into_boxed_c_str());
    texts.insert(copy);
    copy
}

/// Makes a forked child start with no texts. The parent's stay valid in it.
pub(super) fn abandon() {
    TEXTS.abandon();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_are_kept_once() {
        let text = c"an interface".to_owned();
        assert!(std::ptr::eq(intern(&text), intern(c"an interface")));
        assert_ne!(intern(c"another"), intern(&text));
    }
}
