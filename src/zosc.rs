//! zosc: messages of Open Sound Control.

use std::ffi::{CStr, c_char, c_double, c_float, c_int, c_void};
use std::ptr;

use crate::abi::{
    bytes, export_variadic, give, give_text, hidden, is, self_test, status, tagged, take_tagged,
    text,
};
use crate::zframe::{zframe_data, zframe_destroy, zframe_new, zframe_size, zframe_t};
use czmq_c_abi::Arguments;
use czmq_c_abi::Tagged;
use czmq_core::formats::osc::{Osc, Value};
use czmq_sys::errno::{Errno, Result};
use czmq_sys::log::{self, Level};
use czmq_sys::stream::Stream;

/// A message's handle.
pub type zosc_t = Tagged<Osc, 0xCAFE_000A>;

fn give_osc(osc: Result<Osc>) -> *mut zosc_t {
    give(osc.map(Tagged::boxed))
}

/// Creates a message without arguments. The caller destroys it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zosc_new(address: *const c_char) -> *mut zosc_t {
    // SAFETY: `address` is a text.
    give_osc(Ok(Osc::new(unsafe { text(address, "zosc_new") })))
}

/// Creates a message from a frame, which is destroyed in any case. Returns NULL, errno EINVAL, if
/// the frame has no whole address and list of types. The caller destroys the message.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zosc_fromframe(frame: *mut zframe_t) -> *mut zosc_t {
    // SAFETY: `frame` is a handle.
    unsafe {
        let osc = Osc::read(bytes(zframe_data(frame).cast(), zframe_size(frame)).to_vec());
        let mut frame = frame;
        zframe_destroy(&mut frame);
        give_osc(osc)
    }
}

/// Creates a message from `size` bytes of libc's memory, which is freed in any case. Returns NULL,
/// errno EINVAL, if there is no whole address and list of types. The caller destroys the message.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zosc_frommem(data: *mut c_char, size: usize) -> *mut zosc_t {
    // SAFETY: `data` is a buffer of `size` bytes.
    unsafe {
        let osc = Osc::read(bytes(data.cast(), size).to_vec());
        libc::free(data.cast());
        give_osc(osc)
    }
}

/// Creates a message with arguments, whose types the format gives; see the letters at the top of
/// this header. Returns NULL, errno EINVAL, for other letters. The caller destroys the message.
#[cfg(any())]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zosc_create(
    address: *const c_char,
    format: *const c_char,
    args: ...
) -> *mut zosc_t {
}
export_variadic!(zosc_create zosc_append zosc_retr);

/// Receivers on small devices take no longer ones, and then no UDP socket does.
const LONG: [usize; 2] = [508, 8192];

/// Adds arguments to a message.
///
/// # Safety
/// The contract, and arguments as the format says.
unsafe fn append(osc: &mut Osc, format: &CStr, more: *mut Arguments, me: &str) -> Result<()> {
    let known = |tag: &u8| b"ihfdsScmtTFNI".contains(tag);
    if !format.to_bytes().iter().all(known) {
        return Err(Errno::INVAL);
    }
    // SAFETY: by the caller's contract.
    let arguments = format.to_bytes().iter().map(|tag| unsafe {
        let more = &mut *more;
        let value = match tag {
            b'i' => Value::Int32(more.int()),
            b'h' => Value::Int64(more.u64().cast_signed()),
            b'f' => Value::Float(more.double() as f32),
            b'd' => Value::Double(more.double()),
            b's' | b'S' => Value::Text(text(more.pointer::<c_char>(), me)),
            b'c' => Value::Char(more.int() as u8),
            b'm' => Value::Midi(more.u32()),
            b't' => Value::Time(more.u64()),
            b'T' => Value::Bool(true),
            b'F' => Value::Bool(false),
            _ => Value::Nothing,
        };
        (*tag, value)
    });
    let before = osc.bytes().len();
    osc.append(&arguments.collect::<Vec<_>>());
    let after = osc.bytes().len();
    if let Some(limit) = LONG
        .iter()
        .rfind(|&&limit| before <= limit && after > limit)
    {
        let line = format!("{me}: a message of {after} bytes, more than {limit}");
        log::write(Level::Debug, line.as_bytes());
    }
    Ok(())
}

unsafe extern "C" fn czmq_rs_zosc_create(
    address: *const c_char,
    format: *const c_char,
    more: *mut Arguments,
) -> *mut zosc_t {
    const ME: &str = "zosc_create";
    // SAFETY: zosc.c hands over its arguments.
    unsafe {
        let mut osc = Osc::new(text(address, ME));
        give_osc(append(&mut osc, text(format, ME), more, ME).map(|()| osc))
    }
}
hidden!(czmq_rs_zosc_create);

/// Destroys a message and sets the caller's variable to NULL; nothing if it is NULL already.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zosc_destroy(self_p: *mut *mut zosc_t) {
    // SAFETY: `self_p` is the address of a handle.
    drop(unsafe { take_tagged(self_p, "zosc_destroy") });
}

/// Returns the number of bytes of the message.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zosc_size(self_: *mut zosc_t) -> usize {
    // SAFETY: `self_` is a handle.
    unsafe { tagged(self_, "zosc_size") }.bytes().len()
}

/// Returns the bytes of the message, which stay the message's; zosc_append moves them.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zosc_data(self_: *mut zosc_t) -> *mut u8 {
    // SAFETY: `self_` is a handle.
    unsafe { tagged(self_, "zosc_data") }
        .bytes_mut()
        .as_mut_ptr()
}

/// Returns the address, a text of the message.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zosc_address(self_: *mut zosc_t) -> *const c_char {
    // SAFETY: `self_` is a handle.
    unsafe { tagged(self_, "zosc_address") }.address().as_ptr()
}

/// Returns the letters of the arguments' types, a text of the message.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zosc_format(self_: *mut zosc_t) -> *const c_char {
    // SAFETY: `self_` is a handle.
    unsafe { tagged(self_, "zosc_format") }.format().as_ptr()
}

/// Adds arguments to a message, as zosc_create takes them. Everything is copied; pointers to what
/// was there before are no longer valid, and a walk is over. Returns 0, or -1, errno EINVAL, for
/// letters that stand for no type; nothing is added then.
#[cfg(any())]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zosc_append(
    self_: *mut zosc_t,
    format: *const c_char,
    args: ...
) -> c_int {
}

unsafe extern "C" fn czmq_rs_zosc_append(
    self_: *mut zosc_t,
    format: *const c_char,
    more: *mut Arguments,
) -> c_int {
    const ME: &str = "zosc_append";
    // SAFETY: zosc.c hands over its arguments. A text among them may be the message's own.
    unsafe {
        let mut copy = (**tagged(self_, ME)).clone();
        let appended = append(&mut copy, text(format, ME), more, ME);
        if appended.is_ok() {
            **tagged(self_, ME) = copy;
        }
        status(appended)
    }
}
hidden!(czmq_rs_zosc_append);

/// Sets variables of the caller to the arguments from the first on. The format gives the types that
/// the caller expects, of some or of all; for each there is the address of a variable, or NULL to
/// pass over the argument:
///
/// `i` int32_t, `h` int64_t, `f` float, `d` double, `s` and `S` char * (a copy, for the caller to
/// free), `c` char, `m` uint32_t, `t` uint64_t, `T` and `F` bool; none for `N` and `I`.
///
/// Returns 0, or -1, errno EINVAL, with all variables as they were, if arguments have other types,
/// or there are fewer; `T` and `F` stand for each other.
#[cfg(any())]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zosc_retr(self_: *mut zosc_t, format: *const c_char, args: ...) -> c_int {}

/// True if an argument is of the type that a letter stands for.
fn is_of(value: &Value<'_>, tag: u8) -> bool {
    match value {
        Value::Int32(_) => tag == b'i',
        Value::Int64(_) => tag == b'h',
        Value::Float(_) => tag == b'f',
        Value::Double(_) => tag == b'd',
        Value::Text(_) => tag == b's' || tag == b'S',
        Value::Char(_) => tag == b'c',
        Value::Midi(_) => tag == b'm',
        Value::Time(_) => tag == b't',
        Value::Bool(_) => tag == b'T' || tag == b'F',
        Value::Nothing => tag == b'N' || tag == b'I',
        Value::Blob(_) => false,
    }
}

/// Sets a variable, unless its address is NULL.
///
/// # Safety
/// The address is NULL or that of a variable of the type.
unsafe fn set<T>(variable: *mut T, value: T) {
    if !variable.is_null() {
        // SAFETY: by the caller's contract.
        unsafe { variable.write(value) };
    }
}

unsafe extern "C" fn czmq_rs_zosc_retr(
    self_: *mut zosc_t,
    format: *const c_char,
    more: *mut Arguments,
) -> c_int {
    const ME: &str = "zosc_retr";
    // SAFETY: zosc.c hands over its arguments: a variable for each letter that has a value.
    unsafe {
        let osc = tagged(self_, ME);
        let format = text(format, ME).to_bytes();
        let values: Vec<Value<'_>> = osc
            .values()
            .zip(format)
            .map_while(|((_, value), tag)| is_of(&value, *tag).then_some(value))
            .collect();
        if values.len() < format.len() {
            return status(Err(Errno::INVAL));
        }
        let more = &mut *more;
        for value in values {
            match value {
                Value::Int32(value) => set(more.pointer(), value),
                Value::Int64(value) => set(more.pointer(), value),
                Value::Float(value) => set(more.pointer(), value),
                Value::Double(value) => set(more.pointer(), value),
                Value::Char(value) => set(more.pointer(), value),
                Value::Midi(value) => set(more.pointer(), value),
                Value::Time(value) => set(more.pointer(), value),
                Value::Bool(value) => set(more.pointer(), value),
                Value::Text(value) => {
                    let variable: *mut *mut c_char = more.pointer();
                    if !variable.is_null() {
                        variable.write(give_text(value.to_bytes()));
                    }
                }
                Value::Nothing | Value::Blob(_) => {}
            }
        }
        0
    }
}
hidden!(czmq_rs_zosc_retr);

/// Returns a copy of a message, for the caller to destroy; NULL for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zosc_dup(self_: *mut zosc_t) -> *mut zosc_t {
    if self_.is_null() {
        return ptr::null_mut();
    }
    // SAFETY: `self_` is a handle.
    give_osc(Ok((**unsafe { tagged(self_, "zosc_dup") }).clone()))
}

/// Returns a frame with a copy of the message, for the caller to destroy; NULL, errno ENOMEM, if
/// there is no memory for it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zosc_pack(self_: *mut zosc_t) -> *mut zframe_t {
    // SAFETY: `self_` is a handle.
    unsafe {
        let bytes = tagged(self_, "zosc_pack").bytes();
        zframe_new(bytes.as_ptr().cast(), bytes.len())
    }
}

/// Returns a frame with the message, which is destroyed, for the caller to destroy; sets the
/// caller's variable to NULL. NULL for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zosc_packx(self_p: *mut *mut zosc_t) -> *mut zframe_t {
    // SAFETY: `self_p` is the address of a handle.
    unsafe {
        match take_tagged(self_p, "zosc_packx") {
            Some(osc) => zframe_new(osc.bytes().as_ptr().cast(), osc.bytes().len()),
            None => ptr::null_mut(),
        }
    }
}

/// Does what zosc_fromframe does.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zosc_unpack(frame: *mut zframe_t) -> *mut zosc_t {
    // SAFETY: `frame` is a handle.
    unsafe { zosc_fromframe(frame) }
}

/// Prints the address, the types and the arguments to standard output, for people.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zosc_print(self_: *mut zosc_t) {
    // SAFETY: `self_` is a handle.
    let listing = unsafe { tagged(self_, "zosc_print") }.listing();
    Stream::stdout().write(&listing);
}

/// Returns true if the object is such a message.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zosc_is(self_: *mut c_void) -> bool {
    // SAFETY: `self_` is an object of at least four bytes.
    unsafe { is::<{ zosc_t::TAG }>(self_, "zosc_is") }
}

/// Hands an argument to a walking program.
///
/// # Safety
/// The contract, and `type_` is NULL or the address of a variable.
unsafe fn walked(
    self_: *mut zosc_t,
    type_: *mut c_char,
    me: &str,
    step: impl FnOnce(&mut Osc) -> Option<(u8, usize)>,
) -> *const c_void {
    // SAFETY: `self_` is a handle.
    unsafe {
        let osc = tagged(self_, me);
        let found = step(osc);
        set(type_, found.map_or(0, |(tag, _)| tag as c_char));
        match found {
            Some((_, at)) => osc.bytes()[at..].as_ptr().cast(),
            None => ptr::null(),
        }
    }
}

/// Begins to walk the arguments. Returns where the bytes of the first are, which stay the message's,
/// and sets `type` to the letter of its type; NULL and 0 if there is none, or the message is cut
/// off. Arguments that need no bytes are where those of the next would be.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zosc_first(self_: *mut zosc_t, type_: *mut c_char) -> *const c_void {
    // SAFETY: `self_` is a handle, and `type_` is a text.
    unsafe { walked(self_, type_, "zosc_first", Osc::first) }
}

/// Goes on with the walk; returns what zosc_first does, NULL and 0 after the last argument.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zosc_next(self_: *mut zosc_t, type_: *mut c_char) -> *const c_void {
    // SAFETY: `self_` is a handle, and `type_` is a text.
    unsafe { walked(self_, type_, "zosc_next", Osc::next) }
}

/// Goes to the last argument; returns what zosc_first does.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zosc_last(self_: *mut zosc_t, type_: *mut c_char) -> *const c_void {
    // SAFETY: `self_` is a handle, and `type_` is a text.
    unsafe { walked(self_, type_, "zosc_last", Osc::last) }
}

/// Sets a variable to the argument at the cursor, if that has its type.
///
/// # Safety
/// The contract, and `variable` is NULL or the address of a variable.
unsafe fn pop<T>(
    self_: *mut zosc_t,
    variable: *mut T,
    me: &str,
    convert: impl FnOnce(Value<'_>) -> Option<T>,
) -> c_int {
    // SAFETY: `self_` is a handle.
    unsafe {
        match tagged(self_, me).item().and_then(convert) {
            Some(value) => {
                set(variable, value);
                0
            }
            None => status(Err(Errno::INVAL)),
        }
    }
}

/// Sets the variable to the argument at which a walk is, which does not go on. Returns 0; or -1,
/// errno EINVAL, if there is no walk, or the argument is of another type than `i`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zosc_pop_int32(self_: *mut zosc_t, val: *mut c_int) -> c_int {
    let convert = |value: Value<'_>| match value {
        Value::Int32(value) => Some(value),
        _ => None,
    };
    // SAFETY: `self_` is a handle, and `val` is an output.
    unsafe { pop(self_, val, "zosc_pop_int32", convert) }
}

/// Does what zosc_pop_int32 does, for an argument of type `h`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zosc_pop_int64(self_: *mut zosc_t, val: *mut i64) -> c_int {
    let convert = |value: Value<'_>| match value {
        Value::Int64(value) => Some(value),
        _ => None,
    };
    // SAFETY: `self_` is a handle, and `val` is an output.
    unsafe { pop(self_, val, "zosc_pop_int64", convert) }
}

/// Does what zosc_pop_int32 does, for an argument of type `f`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zosc_pop_float(self_: *mut zosc_t, val: *mut c_float) -> c_int {
    let convert = |value: Value<'_>| match value {
        Value::Float(value) => Some(value),
        _ => None,
    };
    // SAFETY: `self_` is a handle, and `val` is an output.
    unsafe { pop(self_, val, "zosc_pop_float", convert) }
}

/// Does what zosc_pop_int32 does, for an argument of type `d`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zosc_pop_double(self_: *mut zosc_t, val: *mut c_double) -> c_int {
    let convert = |value: Value<'_>| match value {
        Value::Double(value) => Some(value),
        _ => None,
    };
    // SAFETY: `self_` is a handle, and `val` is an output.
    unsafe { pop(self_, val, "zosc_pop_double", convert) }
}

/// Does what zosc_pop_int32 does, for an argument of type `s` or `S`: a copy of the text, which the
/// caller frees.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zosc_pop_string(self_: *mut zosc_t, val: *mut *mut c_char) -> c_int {
    let wanted = !val.is_null();
    let convert = |value: Value<'_>| match value {
        Value::Text(text) if wanted => Some(give_text(text.to_bytes())),
        Value::Text(_) => Some(ptr::null_mut()),
        _ => None,
    };
    // SAFETY: `self_` is a handle, and `val` is the address of a text.
    unsafe { pop(self_, val, "zosc_pop_string", convert) }
}

/// Does what zosc_pop_int32 does, for an argument of type `c`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zosc_pop_char(self_: *mut zosc_t, val: *mut c_char) -> c_int {
    let convert = |value: Value<'_>| match value {
        Value::Char(value) => Some(value as c_char),
        _ => None,
    };
    // SAFETY: `self_` is a handle, and `val` is a text.
    unsafe { pop(self_, val, "zosc_pop_char", convert) }
}

/// Does what zosc_pop_int32 does, for an argument of type `T` or `F`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zosc_pop_bool(self_: *mut zosc_t, val: *mut bool) -> c_int {
    let convert = |value: Value<'_>| match value {
        Value::Bool(value) => Some(value),
        _ => None,
    };
    // SAFETY: `self_` is a handle, and `val` is an output.
    unsafe { pop(self_, val, "zosc_pop_bool", convert) }
}

/// Does what zosc_pop_int32 does, for an argument of type `m`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zosc_pop_midi(self_: *mut zosc_t, val: *mut u32) -> c_int {
    let convert = |value: Value<'_>| match value {
        Value::Midi(value) => Some(value),
        _ => None,
    };
    // SAFETY: `self_` is a handle, and `val` is an output.
    unsafe { pop(self_, val, "zosc_pop_midi", convert) }
}

/// Tests this class; aborts if a check fails.
#[unsafe(no_mangle)]
pub extern "C" fn zosc_test(_verbose: bool) {
    // SAFETY: the calls keep the contract.
    self_test("zosc", || unsafe {
        let message = b"/volume\0,is\0\0\0\0\x07loud\0\0\0\0";
        let mut osc = zosc_unpack(zframe_new(message.as_ptr().cast(), message.len()));
        assert!(zosc_is(osc.cast()));
        assert_eq!(CStr::from_ptr(zosc_address(osc)), c"/volume");
        assert_eq!(CStr::from_ptr(zosc_format(osc)), c"is");
        let (mut type_, mut number, mut text) = (0, 0, ptr::null_mut());
        assert_eq!(zosc_pop_int32(osc, &mut number), -1);
        assert!(!zosc_first(osc, &mut type_).is_null());
        assert_eq!(zosc_pop_int32(osc, &mut number), 0);
        assert_eq!((type_, number), (b'i' as c_char, 7));
        assert!(!zosc_next(osc, &mut type_).is_null());
        assert_eq!(zosc_pop_int32(osc, &mut number), -1);
        assert_eq!(zosc_pop_string(osc, &mut text), 0);
        assert_eq!(CStr::from_ptr(text), c"loud");
        libc::free(text.cast());
        assert!(zosc_next(osc, &mut type_).is_null() && type_ == 0);
        let mut copy = zosc_dup(osc);
        let mut frame = zosc_packx(&mut osc);
        assert!(osc.is_null());
        assert_eq!(
            bytes(zframe_data(frame).cast(), zframe_size(frame)),
            message
        );
        zframe_destroy(&mut frame);
        assert_eq!(bytes(zosc_data(copy).cast(), zosc_size(copy)), message);
        zosc_destroy(&mut copy);
        zosc_destroy(&mut copy);
        assert!(zosc_unpack(zframe_new(message.as_ptr().cast(), 10)).is_null());
        osc = zosc_new(c"/empty".as_ptr());
        assert_eq!(CStr::from_ptr(zosc_format(osc)), c"");
        assert!(zosc_first(osc, &mut type_).is_null());
        zosc_destroy(&mut osc);
    });
}
