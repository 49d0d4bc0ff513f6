//! Streams of libc.

/// A stream of libc, so that our lines and the program's own output interleave.
#[derive(Clone, Copy)]
pub struct Stream(*mut libc::FILE);

// SAFETY: libc locks streams for each call, and no stream belongs to a thread.
unsafe impl Send for Stream {}
// SAFETY: libc locks streams for each call.
unsafe impl Sync for Stream {}

unsafe extern "C" {
    static stdout: *mut libc::FILE;
    static stderr: *mut libc::FILE;
    fn flockfile(stream: *mut libc::FILE);
    fn funlockfile(stream: *mut libc::FILE);
}

impl Stream {
    /// The process's standard output.
    pub fn stdout() -> Stream {
        // SAFETY: libc's own variable.
        Stream(unsafe { stdout })
    }

    /// The process's standard error.
    pub fn stderr() -> Stream {
        // SAFETY: libc's own variable.
        Stream(unsafe { stderr })
    }

    /// A stream of the program; nothing for NULL.
    ///
    /// # Safety
    /// The stream stays open for as long as it is in use here.
    pub unsafe fn from_ptr(stream: *mut libc::FILE) -> Option<Stream> {
        (!stream.is_null()).then_some(Stream(stream))
    }

    /// Writes bytes; true if all were taken.
    pub fn write(self, bytes: &[u8]) -> bool {
        // SAFETY: by the contract of `from_ptr` the stream is open; the slice is borrowed, and its
        // length is given.
        unsafe { libc::fwrite(bytes.as_ptr().cast(), 1, bytes.len(), self.0) == bytes.len() }
    }

    /// Writes bytes and passes them on before another thread's follow.
    pub fn write_through(self, bytes: &[u8]) {
        // SAFETY: an open stream; the lock, which is the thread's own, is given back.
        unsafe { flockfile(self.0) };
        self.write(bytes);
        self.flush();
        // SAFETY: as above.
        unsafe { funlockfile(self.0) };
    }

    /// Reads until the buffer is full or the stream ends or fails; gives the number of bytes.
    pub fn read(self, buffer: &mut [u8]) -> usize {
        // SAFETY: an open stream, a buffer of its size.
        unsafe { libc::fread(buffer.as_mut_ptr().cast(), 1, buffer.len(), self.0) }
    }

    /// Reads so many bytes, or until the stream ends or fails, into the room that a buffer has
    /// behind its content.
    pub fn read_more(self, buffer: &mut Vec<u8>, size: usize) {
        let room = buffer.spare_capacity_mut();
        let size = size.min(room.len());
        // SAFETY: an open stream, a buffer with so much room; so many bytes were written to it.
        unsafe {
            let count = libc::fread(room.as_mut_ptr().cast(), 1, size, self.0);
            buffer.set_len(buffer.len() + count);
        }
    }

    /// Reads all that is left; what there is, if the stream fails.
    pub fn read_to_end(self) -> Vec<u8> {
        let mut bytes = Vec::new();
        loop {
            let before = bytes.len();
            bytes.reserve(8192);
            self.read_more(&mut bytes, 8192);
            if bytes.len() == before {
                return bytes;
            }
        }
    }

    /// Has the stream pass on what it holds; true if that worked.
    pub fn flush(self) -> bool {
        // SAFETY: an open stream.
        unsafe { libc::fflush(self.0) == 0 }
    }
}
