//! Files and directories.

use std::ffi::{CStr, CString, OsStr, c_char};
use std::fs::{File, Metadata, OpenOptions, Permissions};
use std::io::{Read, Write};
use std::os::fd::{BorrowedFd, IntoRawFd};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;
use std::ptr::{self, NonNull};
use std::sync::atomic::{AtomicI64, Ordering};

use nix::sys::stat::{FileStat, Mode, fstat, stat, umask};
use nix::unistd;

use super::clock;
use super::errno::{Errno, Result};
use super::session;
use super::stream::Stream;

/// What the system knows about a file.
#[derive(Clone, Copy)]
pub struct Status(FileStat);

impl Default for Status {
    /// Of a file that is not there: zero in everything.
    fn default() -> Status {
        // SAFETY: a stat has numbers alone, for which zeros are valid.
        Status(unsafe { std::mem::zeroed() })
    }
}

impl Status {
    /// Looks a file up, following links.
    pub fn of(path: &CStr) -> Result<Status> {
        Ok(Status(stat(path)?))
    }

    /// The size in bytes.
    pub fn size(&self) -> i64 {
        self.0.st_size
    }

    /// When it was last written to, in seconds since 1970.
    pub fn modified(&self) -> i64 {
        self.0.st_mtime
    }

    /// When it was last written to, in seconds since 1970 and nanoseconds.
    pub fn modified_exactly(&self) -> (i64, i64) {
        (self.0.st_mtime, self.0.st_mtime_nsec)
    }

    /// When its content or its properties last changed, in seconds since 1970 and nanoseconds.
    pub fn changed_exactly(&self) -> (i64, i64) {
        (self.0.st_ctime, self.0.st_ctime_nsec)
    }

    /// The device and the number that are this file's alone.
    pub fn identity(&self) -> (u64, u64) {
        (self.0.st_dev, self.0.st_ino)
    }

    /// Type and permissions.
    pub fn mode(&self) -> u32 {
        self.0.st_mode
    }

    /// True for a directory.
    pub fn is_directory(&self) -> bool {
        self.mode() & libc::S_IFMT == libc::S_IFDIR
    }

    /// True for a regular file.
    pub fn is_regular(&self) -> bool {
        self.mode() & libc::S_IFMT == libc::S_IFREG
    }

    /// True for a pipe that has a name.
    pub fn is_fifo(&self) -> bool {
        self.mode() & libc::S_IFMT == libc::S_IFIFO
    }

    /// True if its owner may read it.
    pub fn is_readable(&self) -> bool {
        self.mode() & libc::S_IRUSR != 0
    }

    /// True if its owner may write to it.
    pub fn is_writeable(&self) -> bool {
        self.mode() & libc::S_IWUSR != 0
    }

    /// True if it was last written to longer ago than the process-wide stable age.
    pub fn is_stable(&self) -> bool {
        let age = clock::wall_ms().saturating_sub(self.modified().saturating_mul(1000));
        age > session::settings(|settings| settings.file_stable_age)
    }
}

/// Deletes a file.
pub fn delete(path: &CStr) -> Result<()> {
    Ok(unistd::unlink(path)?)
}

const DIRECTORY_MODE: Mode = Mode::from_bits_truncate(0o775);

/// Makes a directory, and those on the way to it that are missing. What is there already, even if
/// it is no directory, is taken as it is.
pub fn create_directory(path: &CStr) -> Result<()> {
    let bytes = path.to_bytes();
    if bytes.is_empty() {
        return Err(Errno::NOENT);
    }
    let ends = (1..bytes.len()).filter(|&end| bytes[end] == b'/' && bytes[end - 1] != b'/');
    for end in ends.chain([bytes.len()]) {
        let level = CString::new(&bytes[..end]).map_err(|_| Errno::INVAL)?;
        match unistd::mkdir(level.as_c_str(), DIRECTORY_MODE).map_err(Errno::from) {
            Ok(()) | Err(Errno::EXIST) => {}
            // A level that cannot be made, on a read-only file system for example, may be there.
            Err(error) => {
                if Status::of(&level).is_err() {
                    return Err(error);
                }
            }
        }
    }
    Ok(())
}

/// Removes an empty directory.
pub fn delete_directory(path: &CStr) -> Result<()> {
    Ok(std::fs::remove_dir(self::path(path))?)
}

/// Makes a directory the current one of the process.
pub fn change_directory(path: &CStr) -> Result<()> {
    Ok(unistd::chdir(path)?)
}

/// The creation mask that was in force before private mode; -1 outside of it. Not behind a lock,
/// so that a fork cannot leave it locked.
static SAVED_MASK: AtomicI64 = AtomicI64::new(-1);
const PRIVATE_MASK: Mode = Mode::from_bits_truncate(0o066);

/// Lets only the owner read and write the files that the process makes from now on.
pub fn private_mode() {
    let mask = umask(PRIVATE_MASK);
    // The mask of private mode is what another thread, which just saved the original, set.
    if mask != PRIVATE_MASK {
        let _ = SAVED_MASK.compare_exchange(
            -1,
            mask.bits().into(),
            Ordering::Relaxed,
            Ordering::Relaxed,
        );
    }
}

/// Puts back the permissions of new files that were in force before private mode.
pub fn default_mode() {
    if let Ok(mask) = libc::mode_t::try_from(SAVED_MASK.swap(-1, Ordering::Relaxed)) {
        umask(Mode::from_bits_truncate(mask));
    }
}

/// A path that C gave.
pub fn path(name: &CStr) -> &Path {
    Path::new(OsStr::from_bytes(name.to_bytes()))
}

/// Reads what is left of a file; a directory, which can be opened as well, has nothing.
pub fn read_to_end(mut file: impl Read, bytes: &mut Vec<u8>) -> Result<()> {
    match file.read_to_end(bytes).map_err(Errno::from) {
        Ok(_) | Err(Errno::ISDIR) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Who may use a file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// As the process's umask says; a file that exists keeps its permissions.
    Shared,
    /// Its owner alone, also if the file exists with other permissions.
    Private,
}

/// Writes a file, in place if it exists. Every error is told, those of a full disk included.
/// Gives the file's properties after writing.
pub fn write(name: &CStr, bytes: &[u8], access: Access) -> Result<Metadata> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    if access == Access::Private {
        options.mode(0o600);
    }
    let mut file = options.open(path(name))?;
    if access == Access::Private {
        file.set_permissions(Permissions::from_mode(0o600))?;
    }
    file.write_all(bytes)?;
    let metadata = file.metadata()?;
    close(file)?;
    Ok(metadata)
}

/// A file that is open as a stream of libc, which programs may use as well.
pub struct OpenFile {
    file: NonNull<libc::FILE>,
    /// The line read last, in memory of libc's that it makes larger.
    line: *mut c_char,
    room: usize,
}

impl OpenFile {
    /// Opens a file in one of libc's modes, such as "rb".
    pub fn open(name: &CStr, mode: &CStr) -> Result<OpenFile> {
        // SAFETY: C strings.
        let file = unsafe { libc::fopen(name.as_ptr(), mode.as_ptr()) };
        Ok(OpenFile {
            file: NonNull::new(file).ok_or_else(Errno::last)?,
            line: ptr::null_mut(),
            room: 0,
        })
    }

    /// Makes a file of a name that none has, in `/tmp`, which its owner alone may use, and opens it
    /// for writing and reading. Gives the name too.
    pub fn temporary() -> Result<(CString, OpenFile)> {
        let mut name = c"/tmp/czmq_zfile.XXXXXX".to_owned().into_bytes_with_nul();
        // SAFETY: a C string that may be written to.
        let fd =
            Errno::check(unsafe { libc::mkostemp(name.as_mut_ptr().cast(), libc::O_CLOEXEC) })?;
        let name = CString::from_vec_with_nul(name).map_err(|_| Errno::INVAL)?;
        // SAFETY: `fd` was opened above, and is the stream's from now on.
        let file = unsafe { libc::fdopen(fd, c"w+b".as_ptr()) };
        match NonNull::new(file) {
            Some(file) => Ok((
                name,
                OpenFile {
                    file,
                    line: ptr::null_mut(),
                    room: 0,
                },
            )),
            None => {
                let error = Errno::last();
                // SAFETY: nobody else has it.
                unsafe { libc::close(fd) };
                let _ = delete(&name);
                Err(error)
            }
        }
    }

    /// libc's stream, which is open as long as this.
    pub fn as_ptr(&self) -> *mut libc::FILE {
        self.file.as_ptr()
    }

    /// The size of the file now, in bytes.
    pub fn size(&self) -> Result<i64> {
        // SAFETY: the stream is open, and has its descriptor, for as long as this.
        let fd = unsafe { BorrowedFd::borrow_raw(libc::fileno(self.as_ptr())) };
        Ok(fstat(fd)?.st_size)
    }

    /// Goes to a place, from the beginning of the file; it may lie behind the end.
    pub fn seek(&mut self, offset: i64) -> Result<()> {
        // SAFETY: an open stream.
        unsafe {
            libc::clearerr(self.as_ptr());
            Errno::check(libc::fseeko(self.as_ptr(), offset, libc::SEEK_SET)).map(drop)
        }
    }

    /// Reads until the buffer is full or the file ends; gives the number of bytes.
    pub fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        // SAFETY: an open stream.
        let count = unsafe { Stream::from_ptr(self.as_ptr()) }.map_or(0, |file| file.read(buffer));
        // SAFETY: as above.
        if count < buffer.len() && unsafe { libc::ferror(self.as_ptr()) } != 0 {
            return Err(Errno::last());
        }
        Ok(count)
    }

    /// Reads so many bytes, or until the file ends, into the room that a buffer has behind its
    /// content.
    pub fn read_more(&mut self, buffer: &mut Vec<u8>, size: usize) -> Result<()> {
        let wanted = buffer.len().saturating_add(size).min(buffer.capacity());
        // SAFETY: an open stream.
        if let Some(file) = unsafe { Stream::from_ptr(self.as_ptr()) } {
            file.read_more(buffer, size);
        }
        // SAFETY: as above.
        if buffer.len() < wanted && unsafe { libc::ferror(self.as_ptr()) } != 0 {
            return Err(Errno::last());
        }
        Ok(())
    }

    /// Writes bytes, all of them or it fails. They may wait for a while to get to the file.
    pub fn write(&mut self, bytes: &[u8]) -> Result<()> {
        // SAFETY: an open stream.
        match unsafe { Stream::from_ptr(self.as_ptr()) } {
            Some(file) if file.write(bytes) => Ok(()),
            _ => Err(Errno::last()),
        }
    }

    /// Reads a line, with its end, which is a newline or NUL, and which the last one may not have.
    /// None at the end of the file, or if it cannot be read.
    #[inline]
    pub fn read_line(&mut self) -> Option<&[u8]> {
        // SAFETY: an open stream; libc says where the line is, and how long.
        unsafe {
            let length = libc::getline(&mut self.line, &mut self.room, self.as_ptr());
            let length = usize::try_from(length).ok()?;
            let line: &[u8] = std::slice::from_raw_parts(self.line.cast(), length);
            let Some(nul) = line.iter().position(|&byte| byte == 0) else {
                return Some(line);
            };
            // What comes after it is the next line.
            let (line, rest) = line.split_at(nul + 1);
            let back = libc::off_t::try_from(rest.len()).unwrap_or(0);
            libc::fseeko(self.as_ptr(), -back, libc::SEEK_CUR);
            Some(line)
        }
    }
}

impl Drop for OpenFile {
    fn drop(&mut self) {
        // SAFETY: `open` and `temporary` gave the stream to this value alone, and `getline` the line.
        unsafe {
            libc::fclose(self.as_ptr());
            libc::free(self.line.cast());
        }
    }
}

/// Closes a file. Some file systems report only now that they could not keep what was written.
fn close(file: File) -> Result<()> {
    // SAFETY: the descriptor was given away to this call.
    Errno::check(unsafe { libc::close(file.into_raw_fd()) }).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directories_are_made_with_all_levels() {
        let top = std::env::temp_dir().join(format!("czmq-directory-{}", std::process::id()));
        let name = |rest: &str| CString::new(format!("{}{rest}", top.display())).unwrap();
        assert_eq!(create_directory(c""), Err(Errno::NOENT));
        assert_eq!(create_directory(&name("//a/b///")), Ok(()));
        assert_eq!(create_directory(&name("/a/b")), Ok(()));
        assert!(Status::of(&name("/a/b")).is_ok_and(|made| made.is_directory()));
        std::fs::write(top.join("file"), "").unwrap();
        assert_eq!(create_directory(&name("/file")), Ok(()));
        assert_eq!(
            create_directory(&name("/file/below")),
            Err(Errno(libc::ENOTDIR))
        );
        std::fs::remove_dir_all(top).unwrap();
    }
}
