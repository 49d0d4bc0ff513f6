//! zrex: regular expressions.

use std::ffi::{CStr, c_char, c_int, c_uint};
use std::ptr;

use crate::abi::{
    breach, bytes, export_variadic, give_opt, handle, lend_text, self_test, take, text, text_opt,
};
use czmq_core::matching::regex::{LIMIT, Program, Regex};
use czmq_sys::stream::Stream;

/// A handle of a regular expression.
pub type zrex_t = Regex;

/// Creates an object with an expression, or without one if that is NULL. If something is wrong
/// with the expression, zrex_valid says so. The caller destroys the object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zrex_new(expression: *const c_char) -> *mut zrex_t {
    // SAFETY: `expression` is a text.
    let expression = unsafe { text_opt(expression) };
    give_opt(Some(Box::new(match expression {
        Some(expression) => Regex::new(expression.to_bytes()),
        None => Regex::default(),
    })))
}

/// Destroys an object and sets the caller's variable to NULL; nothing if it is NULL already.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zrex_destroy(self_p: *mut *mut zrex_t) {
    // SAFETY: `self_p` is the address of a handle.
    drop(unsafe { take(self_p, "zrex_destroy") });
}

/// Returns true if there is an expression, and nothing is wrong with it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zrex_valid(self_: *mut zrex_t) -> bool {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zrex_valid") }.is_valid()
}

/// Returns what is wrong with the expression, or "No error". The text is static.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zrex_strerror(self_: *mut zrex_t) -> *const c_char {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zrex_strerror") }.error().as_ptr()
}

/// Returns true if the expression is found in a text; false if there is no valid expression. Hits
/// of the last time are gone then.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zrex_matches(self_: *mut zrex_t, text_: *const c_char) -> bool {
    const ME: &str = "zrex_matches";
    // SAFETY: `text_` is a text, and `self_` is a handle. The text may be a hit, which this frees:
    // it is copied.
    unsafe {
        let text = text(text_, ME).to_owned();
        handle(self_, ME).matches(text.to_bytes())
    }
}

/// Replaces the expression by another. Returns true if that is valid, and found in a text. Hits of
/// the last time are gone then.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zrex_eq(
    self_: *mut zrex_t,
    text_: *const c_char,
    expression: *const c_char,
) -> bool {
    const ME: &str = "zrex_eq";
    // SAFETY: `text_` and `expression` are texts, and `self_` is a handle. Either may be a hit,
    // which this frees: they are copied.
    unsafe {
        let (text, expression) = (text(text_, ME).to_owned(), text(expression, ME).to_owned());
        let regex = handle(self_, ME);
        regex.set(expression.to_bytes());
        regex.matches(text.to_bytes())
    }
}

/// Returns the number of hits of the last zrex_matches or zrex_eq: 0 if nothing was found, else 1
/// and the number of groups.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zrex_hits(self_: *mut zrex_t) -> c_int {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zrex_hits") }.hits().len() as c_int
}

/// Returns a hit of the last zrex_matches or zrex_eq: 0 is all that was found, 1 the first group,
/// and so on; NULL if there are fewer. A group that had no part in it, or is repeated by a star,
/// is empty; of other repeated ones it is the first. The text belongs to the object; the next
/// zrex_matches or zrex_eq frees it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zrex_hit(self_: *mut zrex_t, index: c_uint) -> *const c_char {
    // SAFETY: `self_` is a handle.
    let hits = unsafe { handle(self_, "zrex_hit") }.hits();
    lend_text(hits.get(index as usize).map(|hit| hit.as_c_str()))
}

/// Sets variables of the caller, whose addresses are given up to a NULL, to the hits from 1 on, as
/// zrex_hit gives them. Returns the number of variables.
#[cfg(any())]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zrex_fetch(
    self_: *mut zrex_t,
    string_p: *mut *const c_char,
    args: ...
) -> c_int {
}
export_variadic!(zrex_fetch);

/// Tests this class; aborts if a check fails.
#[unsafe(no_mangle)]
pub extern "C" fn zrex_test(_verbose: bool) {
    // SAFETY: the calls keep the contract; the test is a program like any other.
    self_test("zrex", || unsafe {
        let mut rex = zrex_new(c"(\\d+)-(\\d+)".as_ptr());
        assert!(zrex_valid(rex));
        assert_eq!(CStr::from_ptr(zrex_strerror(rex)), c"No error");
        assert!(zrex_matches(rex, c"from 12-345 on".as_ptr()));
        assert_eq!(zrex_hits(rex), 3);
        for (index, expected) in [c"12-345", c"12", c"345"].into_iter().enumerate() {
            assert_eq!(CStr::from_ptr(zrex_hit(rex, index as c_uint)), expected);
        }
        assert!(zrex_hit(rex, 3).is_null());
        assert!(zrex_matches(rex, zrex_hit(rex, 0)));
        assert_eq!(CStr::from_ptr(zrex_hit(rex, 2)), c"345");
        assert!(!zrex_matches(rex, c"12-x".as_ptr()));
        assert_eq!(zrex_hits(rex), 0);
        zrex_destroy(&mut rex);
        assert!(rex.is_null());
        zrex_destroy(&mut rex);

        rex = zrex_new(ptr::null());
        assert!(!zrex_valid(rex));
        assert!(!zrex_matches(rex, c"".as_ptr()));
        assert!(!zrex_eq(rex, c"(".as_ptr(), c"(".as_ptr()));
        assert_eq!(CStr::from_ptr(zrex_strerror(rex)), c"No closing bracket");
        assert!(zrex_eq(
            rex,
            c"host: here".as_ptr(),
            c"^host: (.+)".as_ptr()
        ));
        assert_eq!(CStr::from_ptr(zrex_hit(rex, 1)), c"here");
        zrex_destroy(&mut rex);
    });
}

/// An expression that a program holds itself, for the functions below.
#[repr(C)]
pub struct slre {
    code: [u8; LIMIT],
    data: [u8; LIMIT],
    code_size: c_int,
    data_size: c_int,
    num_caps: c_int,
    anchored: c_int,
    err_str: *const c_char,
}

/// Where something was found.
#[repr(C)]
pub struct cap {
    ptr: *const c_char,
    len: usize,
}

impl slre {
    fn program(&self) -> Program {
        let part = |bytes: &[u8; LIMIT], size| bytes[..LIMIT.min(size as usize)].to_vec();
        Program {
            code: part(&self.code, self.code_size),
            data: part(&self.data, self.data_size),
            groups: self.num_caps as usize,
            anchored: self.anchored != 0,
        }
    }
}

/// Compiles an expression into a program's memory. Returns 1, or 0, and what is wrong in err_str.
///
/// cbindgen:ignore
#[unsafe(no_mangle)]
pub unsafe extern "C" fn slre_compile(r: *mut slre, re: *const c_char) -> c_int {
    const ME: &str = "slre_compile";
    if r.is_null() {
        breach(ME, "the memory is NULL");
    }
    // SAFETY: `re` is a text.
    let compiled = Program::new(unsafe { text(re, ME) }.to_bytes());
    let (program, error) = match compiled {
        Ok(program) => (program, None),
        Err(error) => (Program::default(), Some(error.text())),
    };
    let mut filled = slre {
        code: [0; LIMIT],
        data: [0; LIMIT],
        code_size: program.code.len() as c_int,
        data_size: program.data.len() as c_int,
        num_caps: program.groups as c_int,
        anchored: program.anchored.into(),
        err_str: lend_text(error),
    };
    filled.code[..program.code.len()].copy_from_slice(&program.code);
    filled.data[..program.data.len()].copy_from_slice(&program.data);
    // SAFETY: `r` is an output; what was there needs no drop.
    unsafe { ptr::write(r, filled) };
    error.is_none().into()
}

/// Finds an expression in a buffer. Returns 1 if it is there, else 0. Unless `caps` is NULL, fills
/// in where it is, and then the groups; those that had no part are NULL and 0.
///
/// cbindgen:ignore
#[unsafe(no_mangle)]
pub unsafe extern "C" fn slre_match(
    r: *const slre,
    buf: *const c_char,
    len: usize,
    caps: *mut cap,
) -> c_int {
    // SAFETY: `buf` is a buffer of `len` bytes.
    let (program, buffer) = unsafe {
        let program = handle(r.cast_mut(), "slre_match").program();
        (program, bytes(buf.cast(), len))
    };
    let Some(found) = program.find(buffer) else {
        return 0;
    };
    if !caps.is_null() {
        for (index, range) in found.into_iter().enumerate() {
            let filled = match range {
                Some(range) => cap {
                    ptr: buf.wrapping_add(range.start),
                    len: range.len(),
                },
                None => cap {
                    ptr: ptr::null(),
                    len: 0,
                },
            };
            // SAFETY: `caps` is an output. There is room for all groups and the whole.
            unsafe { ptr::write(caps.add(index), filled) };
        }
    }
    1
}

/// Prints the instructions of an expression to a file.
///
/// cbindgen:ignore
#[unsafe(no_mangle)]
pub unsafe extern "C" fn slre_dump(r: *const slre, fp: *mut libc::FILE) {
    const ME: &str = "slre_dump";
    // SAFETY: `fp` is a stream.
    unsafe {
        let listing = handle(r.cast_mut(), ME).program().listing();
        match Stream::from_ptr(fp) {
            Some(stream) => stream.write(&listing),
            None => breach(ME, "the file is NULL"),
        };
    }
}
