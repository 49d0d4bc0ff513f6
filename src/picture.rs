//! The values of pictures, in the arguments of the functions that send and receive them.

use std::ffi::{CStr, c_char, c_int, c_void};
use std::mem::MaybeUninit;
use std::ptr;

use crate::abi::{breach, bytes, give_text, handle, tagged, take_tagged, text_opt};
use crate::zchunk::zchunk_t;
use crate::zframe::zframe_t;
use crate::zhashx::{zhashx_pack, zhashx_t, zhashx_unpack};
use crate::zlistx::{zlistx_pack, zlistx_t, zlistx_unpack};
use crate::zmsg::zmsg_t;
use crate::zuuid::zuuid_t;
use czmq_c_abi::{Arguments, Owned};
use czmq_core::containers::chunk::Chunk;
use czmq_core::formats::uuid::{SIZE, Uuid};
use czmq_core::messaging::frame::Frame;
use czmq_core::messaging::message::Message;
use czmq_core::messaging::picture::{self, Fault};
use czmq_sys::errno::{Errno, Result};
use czmq_sys::log::{self, Level};

/// The values to send.
pub struct Values<'l> {
    list: &'l mut Arguments,
    function: &'static str,
}

impl<'l> Values<'l> {
    /// Reads values from a list.
    ///
    /// # Safety
    /// The arguments are of the types that the picture says, and within the contract.
    pub unsafe fn new(list: &'l mut Arguments, function: &'static str) -> Values<'l> {
        Values { list, function }
    }

    fn next<T>(&mut self) -> *mut T {
        // SAFETY: the contract of `new`.
        unsafe { self.list.pointer() }
    }

    /// What a function gave, or why it gave NULL.
    ///
    /// # Safety
    /// The frame is ours.
    unsafe fn taken(&self, mut frame: *mut zframe_t) -> Result<Frame> {
        // SAFETY: `frame` is the address of a handle.
        match unsafe { take_tagged(&mut frame, self.function) } {
            Some(mut frame) => Ok(std::mem::take(&mut **frame)),
            None => Err(Errno::last()),
        }
    }
}

impl<'a> picture::Arguments<'a> for Values<'_> {
    type Frame = Owned<zframe_t>;

    fn int(&mut self) -> i32 {
        // SAFETY: the contract of `new`; so for all others.
        unsafe { self.list.int() }
    }

    fn u32(&mut self) -> u32 {
        // SAFETY: as above.
        unsafe { self.list.u32() }
    }

    fn u64(&mut self) -> u64 {
        // SAFETY: as above.
        unsafe { self.list.u64() }
    }

    fn pointer(&mut self) -> usize {
        self.next::<c_void>() as usize
    }

    fn text(&mut self) -> Option<&'a [u8]> {
        // SAFETY: as above.
        unsafe { text_opt(self.next()) }.map(CStr::to_bytes)
    }

    fn bytes(&mut self) -> Result<&'a [u8]> {
        let data: *mut c_void = self.next();
        let size = usize::try_from(self.int()).map_err(|_| Errno::INVAL)?;
        if data.is_null() && size > 0 {
            return Err(Errno::INVAL);
        }
        // SAFETY: as above.
        Ok(unsafe { bytes(data, size) })
    }

    fn chunk(&mut self) -> Option<&'a [u8]> {
        let chunk: *mut zchunk_t = self.next();
        // SAFETY: as above.
        (!chunk.is_null()).then(|| unsafe { (*tagged(chunk, self.function)).bytes() })
    }

    fn frame(&mut self) -> Option<&'a Frame> {
        let frame: *mut zframe_t = self.next();
        // SAFETY: as above.
        (!frame.is_null()).then(|| unsafe { &**tagged(frame, self.function) })
    }

    fn hash(&mut self) -> Option<Result<Frame>> {
        let table: *mut zhashx_t = self.next();
        // SAFETY: as above.
        (!table.is_null()).then(|| unsafe { self.taken(zhashx_pack(table)) })
    }

    fn list(&mut self) -> Option<Result<Frame>> {
        let list: *mut zlistx_t = self.next();
        // SAFETY: as above.
        (!list.is_null()).then(|| unsafe { self.taken(zlistx_pack(list)) })
    }

    fn uuid(&mut self) -> Option<&'a [u8; SIZE]> {
        let uuid: *mut zuuid_t = self.next();
        // SAFETY: as above.
        (!uuid.is_null()).then(|| unsafe { (*handle(uuid, self.function)).bytes() })
    }

    fn message(&mut self) -> Option<&'a mut Message<Self::Frame>> {
        let message: *mut zmsg_t = self.next();
        // SAFETY: as above.
        (!message.is_null()).then(|| unsafe { &mut **tagged(message, self.function) })
    }
}

/// The variables for the values received. One whose address is NULL is passed over.
pub struct Variables<'l> {
    list: &'l mut Arguments,
    /// Why a value could not be made, which is NULL then.
    failure: Option<Errno>,
}

impl<'l> Variables<'l> {
    /// Reads the addresses of variables from a list.
    ///
    /// # Safety
    /// The variables are of the types that the picture says.
    pub unsafe fn new(list: &'l mut Arguments) -> Variables<'l> {
        Variables {
            list,
            failure: None,
        }
    }

    /// The next variable, which may hold nothing yet: it is written to, and never read.
    fn slot<'a, T>(&mut self) -> Option<&'a mut MaybeUninit<T>> {
        // SAFETY: by the contract of `new` the program's variable is of this type, which may be
        // uninitialised here; nothing else refers to it meanwhile.
        unsafe { self.list.pointer::<MaybeUninit<T>>().as_mut() }
    }

    fn store<T>(&mut self, value: T) {
        if let Some(slot) = self.slot() {
            slot.write(value);
        }
    }

    /// Stores an object that is the caller's to destroy, made only if there is a variable for it.
    fn store_object<T, V>(&mut self, value: Option<V>, make: impl FnOnce(V) -> Result<T>) {
        let Some(slot) = self.slot() else { return };
        slot.write(match value.map(make) {
            Some(Ok(object)) => Box::into_raw(Box::new(object)),
            Some(Err(error)) => {
                self.failure = Some(error);
                ptr::null_mut()
            }
            None => ptr::null_mut(),
        });
    }

    /// Stores what a function makes of a frame.
    fn store_unpacked<T>(
        &mut self,
        value: Option<Frame>,
        unpack: unsafe extern "C" fn(*mut zframe_t) -> *mut T,
    ) {
        let Some(slot) = self.slot() else { return };
        let Some(frame) = value else {
            slot.write(ptr::null_mut());
            return;
        };
        // SAFETY: a frame at an address of its own, unchanged meanwhile.
        let object = slot.write(unsafe { unpack(&mut zframe_t::from(frame)) });
        if object.is_null() {
            self.failure = Some(Errno::last());
        }
    }

    /// The outcome, with the failure to make a value, which is NULL then.
    pub fn check(&self, result: std::result::Result<(), Fault>) -> std::result::Result<(), Fault> {
        match self.failure {
            Some(error) => result.and(Err(error.into())),
            None => result,
        }
    }

    fn give(&mut self, value: Option<&[u8]>) -> *mut c_char {
        let Some(bytes) = value else {
            return ptr::null_mut();
        };
        let text = give_text(bytes);
        if text.is_null() {
            self.failure = Some(Errno::NOMEM);
        }
        text
    }
}

impl picture::Outputs for Variables<'_> {
    fn int(&mut self, value: i32) {
        self.store(value);
    }

    fn u8(&mut self, value: u8) {
        self.store(value);
    }

    fn u16(&mut self, value: u16) {
        self.store(value);
    }

    fn u32(&mut self, value: u32) {
        self.store(value);
    }

    fn u64(&mut self, value: u64) {
        self.store(value);
    }

    fn pointer(&mut self, value: Option<usize>) -> bool {
        let slot = self.slot::<*mut c_void>();
        let wanted = slot.is_some();
        if let (Some(slot), Some(value)) = (slot, value) {
            slot.write(ptr::with_exposed_provenance_mut(value));
        }
        wanted
    }

    fn text(&mut self, value: Option<&[u8]>) {
        if let Some(slot) = self.slot() {
            slot.write(self.give(value));
        }
    }

    fn lent_text(&mut self, value: &[u8]) {
        self.store(value.as_ptr().cast::<c_char>());
    }

    fn bytes(&mut self, value: Option<&[u8]>) {
        let data = self.slot();
        let size = self.slot();
        let Some(data) = data else { return };
        data.write(self.give(value));
        if let Some(size) = size {
            size.write(value.map_or(0, <[u8]>::len));
        }
    }

    fn chunk(&mut self, value: Option<&[u8]>) {
        self.store_object(value, |bytes| Chunk::new(bytes).map(zchunk_t::from));
    }

    fn frame(&mut self, value: Option<Frame>) {
        self.store_object(value, |frame| Ok(zframe_t::from(frame)));
    }

    fn hash(&mut self, value: Option<Frame>) {
        self.store_unpacked(value, zhashx_unpack);
    }

    fn list(&mut self, value: Option<Frame>) {
        self.store_unpacked(value, zlistx_unpack);
    }

    fn uuid(&mut self, value: Option<&[u8; SIZE]>) {
        self.store_object(value, |bytes| Ok(Uuid::from(*bytes)));
    }

    fn message(&mut self, value: Message) {
        self.store_object(Some(value), |message| Ok(zmsg_t::from(message.held_as())));
    }

    fn skip(&mut self) {
        self.slot::<*mut c_void>();
    }
}

/// How the log speaks of pictures that cannot be.
pub struct Terms {
    /// Before every line.
    pub title: &'static str,
    /// What a letter is.
    pub letter: &'static str,
}

/// Of text pictures.
pub const TEXT: Terms = Terms {
    title: "zsock",
    letter: "picture element",
};
/// Of binary pictures to send.
pub const BSEND: Terms = Terms {
    title: "zsock_bsend",
    letter: "picptr element",
};
/// Of binary pictures to receive.
pub const BRECV: Terms = Terms {
    title: "zsock_brecv",
    letter: "picptr element",
};

/// 0, or -1 with errno. A picture that cannot be is a breach, which is logged.
#[inline]
pub fn status(result: std::result::Result<(), Fault>, function: &str, terms: &Terms) -> c_int {
    match result {
        Ok(()) => 0,
        Err(fault) => failure(fault, function, terms),
    }
}

#[cold]
fn failure(fault: Fault, function: &str, terms: &Terms) -> c_int {
    let reason = match fault {
        Fault::Failed(error) => {
            error.set();
            return -1;
        }
        Fault::Missing(letter) => {
            let letter = char::from(letter);
            breach(function, &format!("the argument for '{letter}' is NULL"))
        }
        Fault::Letter(letter) => {
            let mut reason = format!("{}: invalid {} '", terms.title, terms.letter).into_bytes();
            reason.extend([letter, b'\'']);
            reason
        }
        Fault::NotLast => {
            format!("{}: 'm' (zmsg) only valid at end of picptr", terms.title).into_bytes()
        }
    };
    log::write(Level::Error, &reason);
    breach(function, &String::from_utf8_lossy(&reason))
}
