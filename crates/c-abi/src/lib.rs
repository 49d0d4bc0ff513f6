//! What every C edge shares: conversions of arguments and results, breaches of contract, variadic
//! functions.
//!
//! Nothing in here knows what a library does.
//!
//! # The contract
//!
//! What an exported function may rely on, by the kind of its argument. SAFETY comments of the edges
//! name the argument and its kind; the types and names of the arguments in the header say the same.
//!
//! * A **handle** is NULL, or what the class's constructor returned and nobody destroyed since. Only
//!   one thread uses an object at a time, and no function that is called with it while another one
//!   runs but a callback, during which the library holds no reference to the object.
//! * The **address of a handle** is NULL, or that of a variable which holds a handle; destructors set
//!   it to NULL.
//! * A **text** is NULL, or ends with a NUL and does not change while the function runs.
//! * A **buffer** is NULL, or readable for the number of bytes that is given with it.
//! * An **output** is NULL, or the address of a variable that may be written to. It need not hold
//!   anything before.
//! * A **stream** is NULL, or an open `FILE *`.
//! * A **socket** is NULL, a handle of a zsock or a zactor, or a socket of libzmq's. An **object** may
//!   be something else, too: at least four bytes of it can be read.
//!
//! Where the manual asks for an object, NULL and objects of another class are a breach of the
//! contract that the manual says asserts: the process aborts with the function's name and the reason.
//!
//! In return, strings and buffers that the caller frees come from libc's allocator, and nothing
//! unwinds into the caller: a panic ends the process.

mod arguments;
mod owned;
mod tagged;
mod variadic;

use std::alloc::{Layout, handle_alloc_error};
use std::ffi::{CStr, c_char, c_int, c_void};
use std::ptr;

pub use arguments::Arguments;
pub use owned::Owned;
pub use tagged::{DEAD, Tagged};

/// Ends the process because the program broke the contract that the manual states.
pub fn breach(function: &str, reason: &str) -> ! {
    eprintln!("{function}: {reason}");
    std::process::abort()
}

/// A handle that must be there.
///
/// # Safety
/// `ptr` is a handle, and no other reference into the object is used while the result lives.
pub unsafe fn handle<'a, T>(ptr: *mut T, function: &str) -> &'a mut T {
    // SAFETY: by the caller's contract.
    match unsafe { ptr.as_mut() } {
        Some(object) => object,
        None => breach(function, "self is NULL"),
    }
}

/// Takes an object out of the caller's variable, as destructors do: `None` if there is none.
///
/// # Safety
/// `slot` is the address of a handle that came from [`give`].
pub unsafe fn take<T>(slot: *mut *mut T, function: &str) -> Option<Box<T>> {
    if slot.is_null() {
        breach(function, "the address of the handle is NULL");
    }
    // SAFETY: by the caller's contract.
    unsafe {
        let ptr = ptr::replace(slot, ptr::null_mut());
        if ptr.is_null() {
            None
        } else {
            Some(Box::from_raw(ptr))
        }
    }
}

/// A handle that must be there, and alive, and of its class by the mark that it carries.
///
/// # Safety
/// As [`handle`]; the pointer may also be to any readable memory of four bytes.
pub unsafe fn tagged<'a, T, const TAG: u32>(
    ptr: *mut Tagged<T, TAG>,
    function: &str,
) -> &'a mut Tagged<T, TAG> {
    // SAFETY: by the caller's contract.
    if unsafe { is::<TAG>(ptr.cast(), function) } {
        // SAFETY: it carries the class's mark.
        unsafe { &mut *ptr }
    } else {
        breach(function, "the argument is not a live object of this class")
    }
}

/// True if an object carries the mark of a class.
///
/// # Safety
/// The pointer is NULL or to readable memory of four bytes.
pub unsafe fn is<const TAG: u32>(ptr: *const c_void, function: &str) -> bool {
    if ptr.is_null() {
        breach(function, "the argument is NULL");
    }
    // SAFETY: by the caller's contract.
    unsafe { ptr.cast::<u32>().read_unaligned() == TAG }
}

/// As [`take`], for objects that carry a mark.
///
/// # Safety
/// As [`take`].
pub unsafe fn take_tagged<T, const TAG: u32>(
    slot: *mut *mut Tagged<T, TAG>,
    function: &str,
) -> Option<Box<Tagged<T, TAG>>> {
    // SAFETY: by the caller's contract.
    unsafe {
        if !slot.is_null() && !(*slot).is_null() {
            tagged(*slot, function);
        }
        take(slot, function)
    }
}

/// Makes this the calling thread's error number.
pub fn set_errno(error: impl Into<c_int>) {
    // SAFETY: libc gives the address of the thread's errno.
    unsafe { *libc::__errno_location() = error.into() };
}

/// Gives an object to the caller, who destroys it; NULL with errno if there is none.
pub fn give<T, E: Into<c_int>>(object: Result<Box<T>, E>) -> *mut T {
    match object {
        Ok(object) => Box::into_raw(object),
        Err(error) => {
            set_errno(error);
            ptr::null_mut()
        }
    }
}

/// Gives an object to the caller, or NULL.
pub fn give_opt<T>(object: Option<Box<T>>) -> *mut T {
    object.map_or(ptr::null_mut(), Box::into_raw)
}

/// Gives an object to the caller at the address that it has, or NULL.
pub fn give_owned<T>(object: Option<Owned<T>>) -> *mut T {
    object.map_or(ptr::null_mut(), Owned::into_raw)
}

/// The address of an object that stays with its owner, or NULL.
pub fn lend<T>(object: Option<&Owned<T>>) -> *mut T {
    object.map_or(ptr::null_mut(), Owned::as_ptr)
}

/// 0, or -1 with errno.
pub fn status<E: Into<c_int>>(result: Result<(), E>) -> c_int {
    match result {
        Ok(()) => 0,
        Err(error) => {
            set_errno(error);
            -1
        }
    }
}

/// A text that must be there.
///
/// # Safety
/// `text` is a text.
pub unsafe fn text<'a>(text: *const c_char, function: &str) -> &'a CStr {
    // SAFETY: by the caller's contract.
    match unsafe { text_opt(text) } {
        Some(text) => text,
        None => breach(function, "a text argument is NULL"),
    }
}

/// A text that may be NULL.
///
/// # Safety
/// `text` is a text.
pub unsafe fn text_opt<'a>(text: *const c_char) -> Option<&'a CStr> {
    // SAFETY: by the caller's contract.
    (!text.is_null()).then(|| unsafe { CStr::from_ptr(text) })
}

/// The bytes of a text; none for NULL.
///
/// # Safety
/// `text` is a text.
pub unsafe fn text_bytes<'a>(text: *const c_char) -> &'a [u8] {
    // SAFETY: by the caller's contract.
    unsafe { text_opt(text) }.map_or(&[], CStr::to_bytes)
}

/// A buffer; empty for NULL or no size.
///
/// # Safety
/// `data` is a buffer of `size` bytes.
pub unsafe fn bytes<'a>(data: *const c_void, size: usize) -> &'a [u8] {
    if data.is_null() || size == 0 {
        return &[];
    }
    // SAFETY: by the caller's contract.
    unsafe { std::slice::from_raw_parts(data.cast(), size) }
}

/// Gives bytes and a terminating NUL to the caller, who frees them; NULL with errno without memory.
pub fn give_text(bytes: &[u8]) -> *mut c_char {
    // SAFETY: room for the bytes and the NUL is asked for, and checked.
    unsafe {
        let text = libc::malloc(bytes.len() + 1).cast::<u8>();
        if text.is_null() {
            set_errno(libc::ENOMEM);
            return ptr::null_mut();
        }
        ptr::copy_nonoverlapping(bytes.as_ptr(), text, bytes.len());
        *text.add(bytes.len()) = 0;
        text.cast()
    }
}

/// As [`give_text`], but without memory the process ends.
pub fn give_text_or_abort(bytes: &[u8]) -> *mut c_char {
    let text = give_text(bytes);
    if text.is_null() {
        handle_alloc_error(Layout::for_value(bytes));
    }
    text
}

/// A text that stays with its owner, or NULL.
pub fn lend_text(text: Option<&CStr>) -> *const c_char {
    text.map_or(ptr::null(), CStr::as_ptr)
}

/// Runs a class's self test between the lines that the original prints; a check that fails aborts.
pub fn self_test(class: &str, checks: impl FnOnce()) {
    let say = |text: String| {
        // Through libc's stream, so that it comes in order with what C code prints.
        // SAFETY: the format takes a number and so many bytes, which are there.
        unsafe { libc::printf(c"%.*s".as_ptr(), text.len() as c_int, text.as_ptr()) };
    };
    say(format!(" * {class}: "));
    checks();
    say("OK\n".to_owned());
    // SAFETY: NULL stands for all streams that are written to.
    unsafe { libc::fflush(ptr::null_mut()) };
}

/// # Safety
/// Both are texts.
unsafe extern "C" fn czmq_rs_breach(function: *const c_char, reason: *const c_char) -> ! {
    // SAFETY: by the caller's contract; variadic.h passes literals.
    let (function, reason) = unsafe { (CStr::from_ptr(function), CStr::from_ptr(reason)) };
    breach(&function.to_string_lossy(), &reason.to_string_lossy())
}
hidden!(czmq_rs_breach);
