//! Message parts: zmq_msg_t, owned.

use std::cell::UnsafeCell;
use std::ffi::{CStr, c_void};
use std::slice;

use zmq_sys::zmq_msg_t;

use super::draft::drafts;
use crate::errno::{Errno, Result};

/// The most bytes in the name of a group.
const LONGEST_GROUP: usize = 255;

/// A message part: its bytes, owned or shared with other parts.
///
/// It may be moved: libzmq keeps in it either the bytes or a pointer to counted content,
/// never a pointer into itself, and moves its own by plain copy.
///
/// It is not `Sync`, because sharing marks the part through `&self`. Rust code does not change its
/// bytes, which another part may have; C programs write to them by [`Msg::data_ptr`].
#[repr(transparent)]
pub struct Msg(UnsafeCell<zmq_msg_t>);

// SAFETY: libzmq counts shared content atomically, and parts that share it only read it.
unsafe impl Send for Msg {}

impl Msg {
    /// The part as libzmq knows it. Writing through it needs what the called function needs.
    #[inline]
    pub(super) fn as_ptr(&self) -> *mut zmq_msg_t {
        self.0.get()
    }

    /// An empty part.
    #[inline]
    pub fn new() -> Msg {
        let mut msg = zmq_msg_t { __: [0; 64] };
        // SAFETY: initialises memory of the part's size; cannot fail.
        unsafe { zmq_sys::zmq_msg_init(&mut msg) };
        Msg(UnsafeCell::new(msg))
    }

    /// A part of some size with zero bytes; `ENOMEM` if there is no memory for it.
    #[inline]
    pub fn with_size(size: usize) -> Result<Msg> {
        let msg = Msg::uninit(size)?;
        // SAFETY: the part was made with room for so many bytes, and no other part has them.
        unsafe { msg.data_ptr().write_bytes(0, size) };
        Ok(msg)
    }

    /// A part with a copy of some bytes; `ENOMEM` if there is no memory for it.
    #[inline]
    pub fn copy_of(bytes: &[u8]) -> Result<Msg> {
        let msg = Msg::uninit(bytes.len())?;
        // SAFETY: the part was made with room for so many bytes, and no other part has them.
        unsafe {
            msg.data_ptr()
                .copy_from_nonoverlapping(bytes.as_ptr(), bytes.len());
        }
        Ok(msg)
    }

    #[inline]
    fn uninit(size: usize) -> Result<Msg> {
        // Sizes beyond what an object can have overflow inside libzmq.
        if size > isize::MAX as usize / 2 {
            return Err(Errno::NOMEM);
        }
        let mut msg = zmq_msg_t { __: [0; 64] };
        // SAFETY: initialises the part, or says that it did not.
        Errno::check(unsafe { zmq_sys::zmq_msg_init_size(&mut msg, size) })?;
        Ok(Msg(UnsafeCell::new(msg)))
    }

    /// A part on memory of someone else, without a copy; `release (data, hint)` is called once
    /// when the last reference goes, from any thread.
    ///
    /// # Safety
    /// `data` is valid for `size` bytes until `release` is called.
    #[inline]
    pub unsafe fn on_memory(
        data: *mut c_void,
        size: usize,
        release: unsafe extern "C" fn(*mut c_void, *mut c_void),
        hint: *mut c_void,
    ) -> Result<Msg> {
        let mut msg = zmq_msg_t { __: [0; 64] };
        // SAFETY: by the caller's contract.
        Errno::check(unsafe {
            zmq_sys::zmq_msg_init_data(&mut msg, data, size, Some(release), hint)
        })?;
        Ok(Msg(UnsafeCell::new(msg)))
    }

    /// Another reference to the same bytes.
    #[inline]
    pub fn share(&self) -> Msg {
        let copy = Msg::new();
        // SAFETY: both are initialised. libzmq marks the source as shared, in the cell, on the one
        // thread that has it; it writes to none of the bytes that `deref` lends.
        unsafe { zmq_sys::zmq_msg_copy(copy.as_ptr(), self.as_ptr()) };
        copy
    }

    /// True if it was received, and more parts of its message follow.
    #[inline]
    pub fn more(&self) -> bool {
        // SAFETY: every `Msg` is initialised from its constructor to `drop`.
        unsafe { zmq_sys::zmq_msg_more(self.as_ptr()) == 1 }
    }

    /// A metadata property of a part that was received; `EINVAL` if it has none of that name.
    #[inline]
    pub fn property(&self, name: &CStr) -> Result<&CStr> {
        // SAFETY: the text belongs to the part, which is borrowed.
        unsafe {
            let text = zmq_sys::zmq_msg_gets(self.as_ptr(), name.as_ptr());
            if text.is_null() {
                Err(Errno::last())
            } else {
                Ok(CStr::from_ptr(text))
            }
        }
    }

    /// The peer that a part came from, or is for, at a SERVER socket; 0 for none, and if libzmq has
    /// no drafts.
    #[inline]
    pub fn routing_id(&self) -> u32 {
        // SAFETY: every `Msg` is initialised from its constructor to `drop`; libzmq only reads it.
        drafts()
            .msg_routing_id
            .map_or(0, |get| unsafe { get(self.as_ptr()) })
    }

    /// Says which peer of a SERVER socket a part is for. 0, no peer, is refused with `EINVAL`.
    #[inline]
    pub fn set_routing_id(&mut self, routing_id: u32) -> Result<()> {
        let set = drafts().msg_set_routing_id.ok_or(Errno::NOTSUP)?;
        // SAFETY: every `Msg` is initialised from its constructor to `drop`.
        Errno::check(unsafe { set(self.as_ptr(), routing_id) }).map(drop)
    }

    /// The group that a part came by, or is for, at RADIO and DISH sockets; empty for none.
    /// `ENOTSUP` if libzmq has no drafts.
    #[inline]
    pub fn group(&self) -> Result<&CStr> {
        let get = drafts().msg_group.ok_or(Errno::NOTSUP)?;
        // SAFETY: the text belongs to the part, which is borrowed.
        unsafe {
            let text = get(self.as_ptr());
            if text.is_null() {
                Err(Errno::INVAL)
            } else {
                Ok(CStr::from_ptr(text))
            }
        }
    }

    /// Says which group a part is for; `EINVAL` for a name that is too long, `ENOTSUP` if libzmq
    /// has no drafts.
    #[inline]
    pub fn set_group(&mut self, group: &CStr) -> Result<()> {
        let set = drafts().msg_set_group.ok_or(Errno::NOTSUP)?;
        // libzmq would cut it, or refuse it at a lower limit.
        if group.count_bytes() > LONGEST_GROUP {
            return Err(Errno::INVAL);
        }
        // SAFETY: every `Msg` is initialised from its constructor to `drop`; the text is a C string for
        // as long as it is borrowed, and libzmq copies it.
        Errno::check(unsafe { set(self.as_ptr(), group.as_ptr()) }).map(drop)
    }

    /// The address of the bytes, for C programs. Those that write to them see to it that nobody
    /// reads meanwhile, be it by a part that shares them.
    #[inline]
    pub fn data_ptr(&self) -> *mut u8 {
        // SAFETY: every `Msg` is initialised from its constructor to `drop`; libzmq only computes the
        // address.
        unsafe { zmq_sys::zmq_msg_data(self.as_ptr()).cast() }
    }
}

impl Default for Msg {
    #[inline]
    fn default() -> Msg {
        Msg::new()
    }
}

impl std::ops::Deref for Msg {
    type Target = [u8];

    #[inline]
    fn deref(&self) -> &[u8] {
        // SAFETY: data and size are those of the part's content.
        unsafe { slice::from_raw_parts(self.data_ptr(), zmq_sys::zmq_msg_size(self.as_ptr())) }
    }
}

impl Drop for Msg {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: every `Msg` is initialised by its constructor, and closed here alone.
        unsafe { zmq_sys::zmq_msg_close(self.as_ptr()) };
    }
}
