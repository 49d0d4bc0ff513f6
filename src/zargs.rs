//! zargs: the words of a command line.
//!
//! What a user typed after the program's name: parameters, which have names and perhaps values, and
//! arguments. There is no list of allowed parameters; a program asks for those it knows. A
//! parameter that takes no value must not be followed by an argument, which would be taken for its
//! value: `--` separates them.

use std::ffi::{CStr, c_char, c_int};
use std::ptr;

use crate::abi::{
    breach, export_variadic, give_opt, handle, hidden, lend_text, self_test, take, text,
};
use czmq_c_abi::Arguments;
use czmq_core::formats::args::Args;
use czmq_sys::stream::Stream;

/// A command line's handle.
pub type zargs_t = Args<'static>;

/// Creates an object from a command line, as `main` gets it: `argc` words, the first of which is
/// the program's name. A word that begins with `-` is a parameter; the word after it is its value,
/// unless that begins with `-` too. Other words are arguments, and so are all after `--`. If a
/// parameter is given several times, the first counts.
///
/// The words are not copied: they must outlive the object. The caller
/// destroys the object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zargs_new(argc: c_int, argv: *mut *mut c_char) -> *mut zargs_t {
    const ME: &str = "zargs_new";
    if argv.is_null() && argc > 0 {
        breach(ME, "argv is NULL");
    }
    let words = (0..usize::try_from(argc).unwrap_or(0)).map(|index| {
        // SAFETY: `argv` is the address of a text. As many words as it says, which stay.
        unsafe { text(argv.add(index).read(), ME) }
    });
    give_opt(Some(Box::new(Args::new(words))))
}

/// Destroys an object and sets the caller's variable to NULL; nothing if it is NULL already.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zargs_destroy(self_p: *mut *mut zargs_t) {
    // SAFETY: `self_p` is the address of a handle.
    drop(unsafe { take(self_p, "zargs_destroy") });
}

/// Returns the program's name; NULL if the command line is empty.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zargs_progname(self_: *mut zargs_t) -> *const c_char {
    // SAFETY: `self_` is a handle.
    lend_text(unsafe { handle(self_, "zargs_progname") }.program())
}

/// Returns the number of arguments.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zargs_arguments(self_: *mut zargs_t) -> usize {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zargs_arguments") }
        .arguments()
        .len()
}

/// Begins to walk the arguments; returns the first, or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zargs_first(self_: *mut zargs_t) -> *const c_char {
    // SAFETY: `self_` is a handle.
    lend_text(unsafe { handle(self_, "zargs_first") }.first())
}

/// Returns the next argument, or NULL after the last.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zargs_next(self_: *mut zargs_t) -> *const c_char {
    // SAFETY: `self_` is a handle.
    lend_text(unsafe { handle(self_, "zargs_next") }.next())
}

/// A parameter's value as a walk gives it: empty without one.
fn value(parameter: Option<Option<&'static CStr>>) -> *const c_char {
    lend_text(parameter.map(|value| value.unwrap_or(c"")))
}

/// Begins to walk the parameters, in no order that means anything; returns the value of the first,
/// or NULL if there are none. A parameter without a value has an empty one here, for which
/// zargs_param_empty is true.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zargs_param_first(self_: *mut zargs_t) -> *const c_char {
    // SAFETY: `self_` is a handle.
    value(unsafe { handle(self_, "zargs_param_first") }.first_parameter())
}

/// Returns the value of the next parameter, as zargs_param_first does; NULL after the last.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zargs_param_next(self_: *mut zargs_t) -> *const c_char {
    // SAFETY: `self_` is a handle.
    value(unsafe { handle(self_, "zargs_param_next") }.next_parameter())
}

/// Returns the name, with its dashes, of the parameter whose value the walk returned last; NULL
/// if it returned none. The text is the object's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zargs_param_name(self_: *mut zargs_t) -> *const c_char {
    // SAFETY: `self_` is a handle.
    lend_text(unsafe { handle(self_, "zargs_param_name") }.parameter_name())
}

/// Returns the value of a parameter, named with its dashes; NULL if it has none, or is absent.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zargs_get(self_: *mut zargs_t, name: *const c_char) -> *const c_char {
    const ME: &str = "zargs_get";
    // SAFETY: `self_` is a handle, and `name` is a text.
    lend_text(unsafe { handle(self_, ME).get(text(name, ME)) }.flatten())
}

/// The first of several parameters that is there.
///
/// # Safety
/// The contract, and more names, up to NULL.
unsafe fn first_of(
    self_: *mut zargs_t,
    name: *const c_char,
    more: *mut Arguments,
    me: &str,
) -> Option<Option<&'static CStr>> {
    // SAFETY: `self_` is a handle, and `name` is a text.
    unsafe {
        let args = handle(self_, me);
        let mut name = name;
        while !name.is_null() {
            let found = args.get(text(name, me));
            if found.is_some() {
                return found;
            }
            name = (*more).pointer::<c_char>();
        }
        None
    }
}

/// Returns the value of the first of several parameters that is present; their names end with
/// NULL. Returns NULL if that has no value, or none is present. The names are such as `"--file",
/// "-f", NULL`.
#[cfg(any())]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zargs_getx(
    self_: *mut zargs_t,
    name: *const c_char,
    args: ...
) -> *const c_char {
}

unsafe extern "C" fn czmq_rs_zargs_getx(
    self_: *mut zargs_t,
    name: *const c_char,
    more: *mut Arguments,
) -> *const c_char {
    // SAFETY: zargs.c hands over its arguments.
    lend_text(unsafe { first_of(self_, name, more, "zargs_getx") }.flatten())
}
hidden!(czmq_rs_zargs_getx);

/// Returns true if a parameter, named with its dashes, is present.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zargs_has(self_: *mut zargs_t, name: *const c_char) -> bool {
    const ME: &str = "zargs_has";
    // SAFETY: `self_` is a handle, and `name` is a text.
    unsafe { handle(self_, ME).get(text(name, ME)) }.is_some()
}

/// Returns true if one of several parameters is present; the names end with NULL.
#[cfg(any())]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zargs_hasx(self_: *mut zargs_t, name: *const c_char, args: ...) -> bool {}
export_variadic!(zargs_getx zargs_hasx);

unsafe extern "C" fn czmq_rs_zargs_hasx(
    self_: *mut zargs_t,
    name: *const c_char,
    more: *mut Arguments,
) -> bool {
    // SAFETY: zargs.c hands over its arguments.
    unsafe { first_of(self_, name, more, "zargs_hasx") }.is_some()
}
hidden!(czmq_rs_zargs_hasx);

/// Prints all words to standard error, for people.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zargs_print(self_: *mut zargs_t) {
    // SAFETY: `self_` is a handle.
    let listing = unsafe { handle(self_, "zargs_print") }.listing();
    Stream::stderr().write(&listing);
}

/// Tests this class; aborts if a check fails.
#[unsafe(no_mangle)]
pub extern "C" fn zargs_test(_verbose: bool) {
    // SAFETY: the calls keep the contract.
    self_test("zargs", || unsafe {
        let words = [c"program", c"--name", c"value", c"-v", c"--", c"-argument"];
        let mut argv = words.map(|word| word.as_ptr().cast_mut());
        let mut args = zargs_new(argv.len() as c_int, argv.as_mut_ptr());
        assert_eq!(zargs_progname(args), words[0].as_ptr());
        assert_eq!(zargs_arguments(args), 1);
        assert_eq!(zargs_first(args), words[5].as_ptr());
        assert!(zargs_next(args).is_null());
        assert_eq!(zargs_get(args, c"--name".as_ptr()), words[2].as_ptr());
        assert!(zargs_has(args, c"-v".as_ptr()));
        assert!(zargs_get(args, c"-v".as_ptr()).is_null());
        assert!(!zargs_has(args, c"-argument".as_ptr()));
        let mut count = 0;
        let mut value = zargs_param_first(args);
        while !value.is_null() {
            assert_eq!(*value == 0, CStr::from_ptr(zargs_param_name(args)) == c"-v");
            count += 1;
            value = zargs_param_next(args);
        }
        assert_eq!(count, 2);
        zargs_destroy(&mut args);
        zargs_destroy(&mut args);

        args = zargs_new(0, ptr::null_mut());
        assert!(zargs_progname(args).is_null() && zargs_first(args).is_null());
        zargs_destroy(&mut args);
    });
}
