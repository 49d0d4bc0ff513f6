//! Converting arguments and results between C and the library.

use std::ffi::{CStr, c_char, c_int, c_void};
use std::ptr;

use crate::actors::actor::Actor;
use crate::messaging::readiness::Source;
use crate::messaging::socket::Socket;
use crate::sys::descriptor;
use crate::sys::errno::{Errno, Result};
use crate::sys::stream::Stream;
use crate::sys::tag::{Kind, Tagged};
use crate::sys::zmq::SocketRef;

/// Exports variadic functions, which Rust cannot define: each jumps to `czmq_` and its name in
/// the C file beside the class (see variadic.h). Their prototypes and documentation stand above, in definitions that only cbindgen
/// reads (`#[cfg(any())]`).
macro_rules! export_variadic {
    ($($name:ident)*) => {
        mod variadic {
            $(
                unsafe extern "C" {
                    #[link_name = concat!("czmq_", stringify!($name))]
                    fn $name();
                }
            )*
            pub mod export {
                $(
                    #[unsafe(naked)]
                    #[unsafe(no_mangle)]
                    unsafe extern "C" fn $name() {
                        $crate::edge::abi::jump!(super::$name)
                    }
                )*
            }
        }
    };
}
pub(crate) use export_variadic;

#[cfg(target_arch = "x86_64")]
macro_rules! jump {
    ($target:path) => {
        core::arch::naked_asm!("jmp {}", sym $target)
    };
}
#[cfg(target_arch = "aarch64")]
macro_rules! jump {
    ($target:path) => {
        core::arch::naked_asm!("b {}", sym $target)
    };
}
pub(crate) use jump;

/// Gives the C files functions of Rust to call, under names that the library does not export.
macro_rules! hidden {
    ($($name:ident)*) => {$(
        core::arch::global_asm!(
            concat!(".globl ", stringify!($name)),
            concat!(".hidden ", stringify!($name)),
            concat!(".type ", stringify!($name), ", @function"),
            concat!(stringify!($name), ":"),
            $crate::edge::abi::jump_text!(),
            sym $name
        );
    )*};
}
#[allow(unused_imports, reason = "for the files of classes")]
pub(crate) use hidden;

#[cfg(target_arch = "x86_64")]
macro_rules! jump_text {
    () => {
        "jmp {}"
    };
}
#[cfg(target_arch = "aarch64")]
macro_rules! jump_text {
    () => {
        "b {}"
    };
}
pub(crate) use jump_text;

/// Ends the process because the program broke the contract that the manual states.
pub fn breach(function: &str, reason: &str) -> ! {
    eprintln!("{function}: {reason}");
    std::process::abort()
}

/// A handle that must be there.
///
/// # Safety
/// The API contract; and no other reference into the object is used while the result lives.
pub unsafe fn handle<'a, T>(ptr: *mut T, function: &str) -> &'a mut T {
    // SAFETY: by the caller's contract.
    match unsafe { ptr.as_mut() } {
        Some(object) => object,
        None => breach(function, "self is NULL"),
    }
}

/// A handle that must be there, and alive, and of its class by the mark that it carries.
///
/// # Safety
/// As [`handle`]; the pointer may also be to any readable memory of four bytes.
pub unsafe fn tagged<'a, T: Kind>(ptr: *mut Tagged<T>, function: &str) -> &'a mut Tagged<T> {
    // SAFETY: by the caller's contract.
    if unsafe { is::<T>(ptr.cast(), function) } {
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
pub unsafe fn is<T: Kind>(ptr: *const c_void, function: &str) -> bool {
    if ptr.is_null() {
        breach(function, "the argument is NULL");
    }
    // SAFETY: by the caller's contract.
    unsafe { ptr.cast::<u32>().read_unaligned() == T::TAG }
}

/// Takes an object out of the caller's variable, as destructors do: `None` if there is none.
///
/// # Safety
/// The API contract; the object came from [`give`].
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

/// As [`take`], for objects that carry a mark.
///
/// # Safety
/// As [`take`].
pub unsafe fn take_tagged<T: Kind>(
    slot: *mut *mut Tagged<T>,
    function: &str,
) -> Option<Box<Tagged<T>>> {
    // SAFETY: by the caller's contract.
    unsafe {
        if !slot.is_null() && !(*slot).is_null() {
            tagged(*slot, function);
        }
        take(slot, function)
    }
}

/// Gives an object to the caller, who destroys it; NULL with errno if there is none.
pub fn give<T>(object: Result<Box<T>>) -> *mut T {
    match object {
        Ok(object) => Box::into_raw(object),
        Err(error) => {
            error.set();
            ptr::null_mut()
        }
    }
}

/// Gives an object to the caller, or NULL.
pub fn give_opt<T>(object: Option<Box<T>>) -> *mut T {
    object.map_or(ptr::null_mut(), Box::into_raw)
}

/// The address of an object that stays with its owner, or NULL.
pub fn lend<T>(object: Option<&T>) -> *mut T {
    object.map_or(ptr::null_mut(), |object| ptr::from_ref(object).cast_mut())
}

/// 0, or -1 with errno.
pub fn status(result: Result<()>) -> c_int {
    match result {
        Ok(()) => 0,
        Err(error) => {
            error.set();
            -1
        }
    }
}

/// A text that must be there.
///
/// # Safety
/// The API contract.
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
/// The API contract.
pub unsafe fn text_opt<'a>(text: *const c_char) -> Option<&'a CStr> {
    // SAFETY: by the caller's contract.
    (!text.is_null()).then(|| unsafe { CStr::from_ptr(text) })
}

/// The bytes of a text; none for NULL.
///
/// # Safety
/// The API contract.
pub unsafe fn text_bytes<'a>(text: *const c_char) -> &'a [u8] {
    // SAFETY: by the caller's contract.
    unsafe { text_opt(text) }.map_or(&[], CStr::to_bytes)
}

/// A buffer; empty for NULL or no size.
///
/// # Safety
/// The API contract.
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
            Errno::NOMEM.set();
            return ptr::null_mut();
        }
        ptr::copy_nonoverlapping(bytes.as_ptr(), text, bytes.len());
        *text.add(bytes.len()) = 0;
        text.cast()
    }
}

/// A text that stays with its owner, or NULL.
pub fn lend_text(text: Option<&CStr>) -> *const c_char {
    text.map_or(ptr::null(), CStr::as_ptr)
}

/// The libzmq socket behind any object that has one: a zsock, a zactor, or libzmq's own handle.
///
/// # Safety
/// The API contract; the object stays open for `'a`.
pub unsafe fn socket<'a>(object: *mut c_void, function: &str) -> SocketRef<'a> {
    // SAFETY: every such object is readable; the mark says what it is.
    unsafe {
        if object.is_null() {
            breach(function, "the socket is NULL");
        }
        match own_socket(object) {
            Some(socket) => (*socket).handle().detach(),
            None => SocketRef::from_ptr(object).unwrap_unchecked(),
        }
    }
}

/// The zsock that an object is, or the one of a zactor's pipe; `None` for anything else.
///
/// # Safety
/// The pointer is to readable memory of four bytes.
pub unsafe fn own_socket(object: *mut c_void) -> Option<*mut Tagged<Socket>> {
    // SAFETY: the mark says what it is.
    unsafe {
        match object.cast::<u32>().read_unaligned() {
            Socket::TAG => Some(object.cast()),
            Actor::TAG => Some(lend(Some((*object.cast::<Tagged<Actor>>()).pipe()))),
            _ => None,
        }
    }
}

/// What is behind an object to wait for: the socket of a zsock, a zactor or libzmq's own handle,
/// or the descriptor that an `int` holds.
///
/// # Safety
/// The API contract; a socket stays open for `'a`.
pub unsafe fn source<'a>(object: *mut c_void, function: &str) -> Source<'a> {
    // SAFETY: by the caller's contract. What libzmq's sockets begin with, an address, is no open
    // descriptor; asking libzmq would read beyond an int.
    unsafe {
        let socket = socket(object, function);
        let value = object.cast::<c_int>().read_unaligned();
        if own_socket(object).is_none() && descriptor::is_open(value) {
            Source::Descriptor(value)
        } else {
            Source::Socket(socket)
        }
    }
}

/// Runs a class's self test between the lines that CZMQ prints; a check that fails aborts.
pub fn self_test(class: &str, checks: impl FnOnce()) {
    let stdout = Stream::stdout();
    stdout.write(format!(" * {class}: ").as_bytes());
    checks();
    stdout.write(b"OK\n");
    stdout.flush();
}

extern "C" fn czmq_rs_breach(function: *const c_char, reason: *const c_char) -> ! {
    // SAFETY: variadic.h passes literals.
    let (function, reason) = unsafe { (CStr::from_ptr(function), CStr::from_ptr(reason)) };
    breach(&function.to_string_lossy(), &reason.to_string_lossy())
}
hidden!(czmq_rs_breach);
