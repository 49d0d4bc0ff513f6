//! What requests and responses of HTTP have in common: headers, and content.

use std::ffi::{CStr, CString, c_char, c_void};
use std::ptr;

use crate::abi::{breach, bytes, give_text, text, text_bytes};
use crate::zhash::{
    zhash_autofree, zhash_cursor, zhash_destroy, zhash_first, zhash_insert, zhash_new, zhash_next,
    zhash_t, zhash_update,
};
use czmq_core::http::{Headers, are_headers};
use czmq_sys::errno::{Errno, Result};

/// The content of a message.
enum Content {
    None,
    /// The program's memory; freed, if it gave it away.
    Text {
        text: *const c_char,
        size: usize,
        given: bool,
    },
    /// With a NUL after it.
    Bytes(Vec<u8>),
}

/// Headers, which the program changes as it likes, and content.
pub struct Payload {
    headers: *mut zhash_t,
    content: Content,
}

impl Default for Payload {
    fn default() -> Payload {
        let headers = zhash_new();
        // SAFETY: a new table.
        unsafe { zhash_autofree(headers) };
        Payload {
            headers,
            content: Content::None,
        }
    }
}

impl Drop for Payload {
    fn drop(&mut self) {
        self.reset();
        // SAFETY: the table is ours to destroy; the program must leave that to the message.
        unsafe { zhash_destroy(&mut self.headers) };
    }
}

impl Payload {
    /// The table of headers.
    pub fn headers(&self) -> *mut zhash_t {
        self.headers
    }

    /// Goes through the headers until one is taken; gives its key and value.
    fn find(
        &self,
        mut is_it: impl FnMut(&CStr, *const c_char) -> bool,
    ) -> Option<(CString, *const c_char)> {
        // SAFETY: `headers` is a handle, and its items are texts; keys stand until the cursor moves.
        unsafe {
            let mut item: *const c_char = zhash_first(self.headers).cast();
            while !item.is_null() {
                let key = text(zhash_cursor(self.headers), "headers");
                if is_it(key, item) {
                    return Some((key.to_owned(), item));
                }
                item = zhash_next(self.headers).cast();
            }
        }
        None
    }

    fn find_content_type(&self) -> Option<(CString, *const c_char)> {
        self.find(|key, _| key.to_bytes().eq_ignore_ascii_case(b"content-type"))
    }

    /// The content type, however the name is written; NULL without one.
    pub fn content_type(&self) -> *const c_char {
        self.find_content_type()
            .map_or(ptr::null(), |(_, value)| value)
    }

    /// Sets the content type, in place of one that is there.
    ///
    /// # Safety
    /// The contract.
    pub unsafe fn set_content_type(&mut self, value: *const c_char, function: &str) {
        // SAFETY: `value` is a text. The value may be the one that is there.
        unsafe {
            let value = text(value, function).to_owned();
            let key = self.find_content_type();
            let key = key.map_or_else(|| c"Content-Type".to_owned(), |(key, _)| key);
            zhash_update(self.headers, key.as_ptr(), value.as_ptr().cast_mut().cast());
        }
    }

    /// The size of the content.
    pub fn size(&self) -> usize {
        match &self.content {
            Content::None => 0,
            Content::Text { size, .. } => *size,
            Content::Bytes(bytes) => bytes.len() - 1,
        }
    }

    /// The content; NULL without any.
    pub fn content(&self) -> *const c_char {
        match &self.content {
            Content::None => ptr::null(),
            Content::Text { text, .. } => *text,
            Content::Bytes(bytes) => bytes.as_ptr().cast(),
        }
    }

    /// The bytes of the content.
    fn bytes(&self) -> &[u8] {
        // SAFETY: by the contract of who set it, so much is there.
        unsafe { bytes(self.content().cast(), self.size()) }
    }

    /// A copy of the content for the program to free; NULL without any.
    pub fn give_content(&self) -> *mut c_char {
        if self.content().is_null() {
            ptr::null_mut()
        } else {
            give_text(self.bytes())
        }
    }

    /// Takes the content out of the program's variable.
    ///
    /// # Safety
    /// The contract, and it is libc's memory, or NULL.
    pub unsafe fn take_content(&mut self, content: *mut *mut c_char, function: &str) {
        if content.is_null() {
            breach(function, "the address of the content is NULL");
        }
        // SAFETY: by the caller's contract.
        unsafe {
            let text = ptr::replace(content, ptr::null_mut());
            self.put(text, true);
        }
    }

    /// Sets content that stays the program's.
    ///
    /// # Safety
    /// The contract, and it stays where it is as long as this has it.
    pub unsafe fn borrow_content(&mut self, content: *const c_char) {
        // SAFETY: by the caller's contract.
        unsafe { self.put(content, false) };
    }

    unsafe fn put(&mut self, text: *const c_char, given: bool) {
        // What is there already stays whose it is, or is given now.
        if !text.is_null() && text == self.content() {
            if let Content::Text { given: was, .. } = &mut self.content {
                *was |= given;
            }
            return;
        }
        self.reset();
        if !text.is_null() {
            self.content = Content::Text {
                text,
                // SAFETY: `text` is a text.
                size: unsafe { text_bytes(text) }.len(),
                given,
            };
        }
    }

    /// Copies content.
    pub fn copy_content(&mut self, content: &[u8]) {
        let mut copy = Vec::with_capacity(content.len() + 1);
        copy.extend_from_slice(content);
        self.set_bytes(copy);
    }

    fn set_bytes(&mut self, mut content: Vec<u8>) {
        self.reset();
        if !content.is_empty() {
            content.push(0);
            self.content = Content::Bytes(content);
        }
    }

    /// Forgets the content.
    pub fn reset(&mut self) {
        if let Content::Text {
            text, given: true, ..
        } = self.content
        {
            // SAFETY: the program gave it, from libc.
            unsafe { libc::free(text.cast_mut().cast::<c_void>()) };
        }
        self.content = Content::None;
    }

    /// Has neither headers nor content any longer.
    pub fn clear(&mut self) {
        self.reset();
        while let Some((key, _)) = self.find(|_, _| true) {
            // SAFETY: a table of ours.
            unsafe { crate::zhash::zhash_delete(self.headers, key.as_ptr()) };
        }
    }

    /// Has what was received.
    pub fn fill(&mut self, headers: &Headers, content: Vec<u8>) {
        self.clear();
        self.set_bytes(content);
        for (name, value) in headers {
            let (Ok(name), Ok(value)) = (CString::new(&name[..]), CString::new(&value[..])) else {
                continue;
            };
            // SAFETY: the table copies the texts.
            unsafe {
                zhash_insert(
                    self.headers,
                    name.as_ptr(),
                    value.as_ptr().cast_mut().cast(),
                );
            }
        }
    }

    /// What is to be sent; `EINVAL` for headers that are none.
    pub fn parts(&self) -> Result<(Headers, &[u8])> {
        let mut headers = Headers::new();
        self.find(|key, value| {
            // SAFETY: `value` is a text. The items are texts.
            let value = unsafe { text_bytes(value) };
            headers.push((key.to_bytes().to_vec(), value.to_vec()));
            false
        });
        if are_headers(&headers) {
            Ok((headers, self.bytes()))
        } else {
            Err(Errno::INVAL)
        }
    }
}
