//! Files, with their properties as of the last look.

use std::ffi::{CStr, CString};
use std::fs;
use std::io::Read;

use crate::containers::chunk::Chunk;
use crate::formats::digest::{HexDigest, Running};
use czmq_sys::errno::{Errno, Result};
use czmq_sys::file::{self, OpenFile, Status};

/// The end of the name of a link: a text file with the name of another file.
const LINK_SUFFIX: &[u8] = b".ln";
/// The most bytes of the name in a link.
const LINK_MAX: u64 = 255;
const BLOCK: usize = 65536;

/// A file, there or not. Its properties are those that it had when they were last looked at.
pub struct File {
    name: Name,
    /// The file that is read and looked at instead.
    target: Option<CString>,
    status: Status,
    /// [`File::read`] goes by this, which opening for input looks up anew.
    size: i64,
    stable: bool,
    open: Option<OpenFile>,
    at_end: bool,
    digest: Option<HexDigest>,
    /// The line read last, and a terminator.
    line: Vec<u8>,
    /// It is deleted in the end.
    temporary: Option<Temporary>,
}

/// A file that is deleted with this.
struct Temporary(CString);

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = file::delete(&self.0);
    }
}

/// A name in a buffer of its own, so that it stays at its address. The suffix of a link is hidden
/// by a terminator in place of its dot.
#[derive(Clone)]
struct Name {
    text: Vec<u8>,
    dot: Option<usize>,
}

impl Name {
    fn new(path: Option<&CStr>, name: &CStr) -> Name {
        let mut text = Vec::new();
        if let Some(path) = path {
            text.extend_from_slice(path.to_bytes());
            text.push(b'/');
        }
        text.extend_from_slice(name.to_bytes_with_nul());
        Name { text, dot: None }
    }

    fn as_text(&self) -> &CStr {
        CStr::from_bytes_until_nul(&self.text).unwrap_or_default()
    }

    fn hide_suffix(&mut self) {
        let dot = self.text.len() - 1 - LINK_SUFFIX.len();
        self.text[dot] = 0;
        self.dot = Some(dot);
    }

    fn show_suffix(&mut self) {
        if let Some(dot) = self.dot {
            self.text[dot] = LINK_SUFFIX[0];
        }
    }
}

/// The name that a link holds; none if there is no such file, or nothing in it.
fn target_of(link: &CStr) -> Option<CString> {
    if !Status::of(link).ok()?.is_regular() {
        return None;
    }
    let mut text = Vec::new();
    let file = fs::File::open(file::path(link)).ok()?;
    file.take(LINK_MAX).read_to_end(&mut text).ok()?;
    if text.is_empty() {
        return None;
    }
    let end = text.iter().position(|&byte| byte == b'\n' || byte == 0);
    text.truncate(end.unwrap_or(text.len()));
    CString::new(text).ok()
}

impl File {
    /// A file of this name, in a directory if one is given. If the name ends in ".ln" and the file
    /// has a line of text, that is the name of the file to read, and the visible name goes without
    /// the suffix.
    pub fn new(path: Option<&CStr>, name: &CStr) -> File {
        let mut name = Name::new(path, name);
        let mut target = None;
        let text = name.as_text().to_bytes();
        if text.len() > LINK_SUFFIX.len() && text.ends_with(LINK_SUFFIX) {
            target = target_of(name.as_text());
            if target.is_some() {
                name.hide_suffix();
            }
        }
        let mut file = File {
            name,
            target,
            status: Status::default(),
            size: 0,
            stable: false,
            open: None,
            at_end: false,
            digest: None,
            line: Vec::new(),
            temporary: None,
        };
        file.restat();
        file
    }

    /// A new file in the directory for temporary files, open for writing and reading, which is
    /// deleted with this.
    pub fn temporary() -> Result<File> {
        let (name, open) = OpenFile::temporary()?;
        let temporary = Temporary(name);
        let mut file = File::new(None, &temporary.0);
        file.open = Some(open);
        file.temporary = Some(temporary);
        Ok(file)
    }

    /// The file again, not open, and not looked at again: it does not count as stable.
    pub fn duplicate(&self) -> File {
        File {
            name: self.name.clone(),
            target: self.target.clone(),
            status: self.status,
            size: self.size,
            stable: false,
            open: None,
            at_end: false,
            digest: None,
            line: Vec::new(),
            temporary: None,
        }
    }

    /// The name, with that of the directory.
    pub fn name(&self) -> &CStr {
        self.name.as_text()
    }

    /// The name; if it begins with `path`, what comes after that and any slashes.
    pub fn name_below(&self, path: &CStr) -> &CStr {
        let name = self.name();
        let Some(rest) = name.to_bytes().strip_prefix(path.to_bytes()) else {
            return name;
        };
        let slashes = rest.iter().take_while(|&&byte| byte == b'/').count();
        let start = path.count_bytes() + slashes;
        CStr::from_bytes_with_nul(&name.to_bytes_with_nul()[start..]).unwrap_or_default()
    }

    /// True for a link.
    pub fn is_link(&self) -> bool {
        self.target.is_some()
    }

    /// The name of the file that is read and looked at.
    pub fn real_name(&self) -> &CStr {
        self.target.as_deref().unwrap_or(self.name())
    }

    /// Looks at the file again; one that is not there has zeros for properties. Forgets the digest.
    pub fn restat(&mut self) {
        let status = Status::of(self.real_name());
        self.stable = status.is_ok_and(|status| status.is_stable());
        self.status = status.unwrap_or_default();
        self.size = self.status.size();
        self.digest = None;
    }

    /// When it was last written to, in seconds since 1970.
    pub fn modified(&self) -> i64 {
        self.status.modified()
    }

    /// The size in bytes.
    pub fn size(&self) -> i64 {
        self.size
    }

    /// Type and permissions.
    pub fn status(&self) -> &Status {
        &self.status
    }

    /// True if it had not been written to for the process-wide stable age.
    pub fn is_stable(&self) -> bool {
        self.stable
    }

    /// True if a file has another time or size than another.
    pub fn differs(&self, other: &File) -> bool {
        self.status.modified_exactly() != other.status.modified_exactly() || self.size != other.size
    }

    /// True if the file is there, and has another time or size now.
    pub fn has_changed(&self) -> bool {
        Status::of(self.real_name()).is_ok_and(|now| {
            now.modified_exactly() != self.status.modified_exactly() || now.size() != self.size
        })
    }

    /// Closes the file if it is open, and deletes it, of a link the link itself. Its properties stay.
    pub fn remove(&mut self) -> Result<()> {
        self.close();
        if self.target.is_some() {
            self.name.show_suffix();
        }
        // Afterwards the name may be another file's.
        if let Some(Temporary(name)) = &mut self.temporary {
            let deleted = file::delete(name);
            *name = CString::default();
            return deleted;
        }
        file::delete(self.name())
    }

    /// True if it is open.
    pub fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// The open file.
    pub fn open_file(&self) -> Option<&OpenFile> {
        self.open.as_ref()
    }

    /// Opens the file for reading, from its beginning, and looks up its size. Closes it first if it
    /// was open.
    pub fn input(&mut self) -> Result<()> {
        self.close();
        let open = OpenFile::open(self.real_name(), c"rb")?;
        self.size = open.size()?;
        self.open = Some(open);
        Ok(())
    }

    /// Opens the file for writing and reading. What it has stays; if there is no such file it is
    /// made, and the directories on the way to it. A link is one no more: a file of the visible
    /// name is written. Closes it first if it was open.
    pub fn output(&mut self) -> Result<()> {
        // The file that is looked at when it is closed is the own one already.
        self.target = None;
        self.close();
        let name = self.name.as_text();
        let directory = name.to_bytes().iter().rposition(|&byte| byte == b'/');
        if let Some(end @ 1..) = directory {
            let directory = CString::new(&name.to_bytes()[..end]).unwrap_or_default();
            file::create_directory(&directory)?;
        }
        let open = match OpenFile::open(name, c"r+b") {
            Err(Errno::NOENT) => OpenFile::open(name, c"w+b")?,
            open => open?,
        };
        self.open = Some(open);
        Ok(())
    }

    /// Reads up to `count` bytes from a place on, as far as the file went when it was looked at;
    /// notes whether fewer are left. A directory has a size, and nothing to read. `EBADF` if the
    /// file is not open.
    pub fn read(&mut self, count: usize, offset: i64) -> Result<Chunk> {
        let open = self.open.as_mut().ok_or(Errno::BADF)?;
        open.seek(offset)?;
        let left = self.size.saturating_sub(offset);
        let wanted = count.min(usize::try_from(left).unwrap_or(0));
        let mut read = Ok(());
        let chunk = Chunk::filled(wanted, |bytes| read = open.read_more(bytes, wanted))?;
        let is_directory = read == Err(Errno::ISDIR);
        if !is_directory {
            read?;
        }
        // The file may have become shorter.
        let asked_for_more = i128::try_from(count).is_ok_and(|count| count > left.into());
        self.at_end = asked_for_more || chunk.size() < wanted && !is_directory;
        Ok(chunk)
    }

    /// True if the last read asked for more than was left.
    pub fn is_at_end(&self) -> bool {
        self.at_end
    }

    /// Writes bytes from a place on; what lies between the end and there becomes zeros. `EBADF` if
    /// the file is not open.
    pub fn write(&mut self, bytes: &[u8], offset: i64) -> Result<()> {
        let open = self.open.as_mut().ok_or(Errno::BADF)?;
        open.seek(offset)?;
        open.write(bytes)
    }

    /// Reads the next line: without its end, which is a newline or NUL, and without any carriage
    /// return. None at the end.
    #[inline]
    pub fn read_line(&mut self) -> Option<&CStr> {
        let line = self.open.as_mut()?.read_line()?;
        self.line.clear();
        let (line, ended) = match line {
            [line @ .., b'\n' | 0] => (line, true),
            line => (line, false),
        };
        self.line.extend(line.iter().filter(|&&byte| byte != b'\r'));
        if self.line.is_empty() && !ended {
            return None;
        }
        self.line.push(0);
        CStr::from_bytes_until_nul(&self.line).ok()
    }

    /// Closes the file if it is open, and then looks at it again.
    pub fn close(&mut self) {
        if self.open.take().is_some() {
            self.at_end = false;
            self.restat();
        }
    }

    /// The SHA-1 digest of the content in upper-case hexadecimal. It is remembered until the file
    /// is looked at again. If it has to be taken, the file is closed.
    pub fn digest(&mut self) -> Result<&CStr> {
        if self.digest.is_none() {
            let digest = self.take_digest();
            self.open = None;
            self.digest = Some(digest?);
        }
        Ok(self.digest.as_ref().map_or(c"", HexDigest::as_text))
    }

    /// As [`File::digest`], but taken anew if the file has changed.
    pub fn current_digest(&mut self) -> Result<&CStr> {
        if self.has_changed() {
            self.digest = None;
        }
        self.digest()
    }

    fn take_digest(&mut self) -> Result<HexDigest> {
        // To open one would be to wait for a writer, and to take what is in it from its reader.
        let status = Status::of(self.real_name())?;
        if status.is_fifo() {
            return Err(Errno::INVAL);
        }
        self.input()?;
        let mut digest = Running::default();
        if let Some(open) = self.open.as_mut()
            && !status.is_directory()
        {
            let mut block = vec![0; BLOCK];
            let mut left = usize::try_from(self.size).unwrap_or(0);
            while left > 0 {
                let count = open.read(&mut block[..left.min(BLOCK)])?;
                if count == 0 {
                    break;
                }
                digest.update(&block[..count]);
                left -= count;
            }
        }
        Ok(HexDigest::new(&digest.digest()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::path::PathBuf;

    /// A directory that is removed in the end.
    struct Directory(PathBuf);

    impl Directory {
        fn new(name: &str) -> Directory {
            let name = format!("czmq-file-{name}-{}", std::process::id());
            let path = std::env::temp_dir().join(name);
            fs::create_dir_all(&path).unwrap();
            Directory(path)
        }

        fn write(&self, name: &str, bytes: &[u8]) {
            fs::write(self.0.join(name), bytes).unwrap();
        }

        fn file(&self, name: &str) -> File {
            let path = CString::new(self.0.clone().into_os_string().into_encoded_bytes()).unwrap();
            File::new(Some(&path), &CString::new(name).unwrap())
        }
    }

    impl Drop for Directory {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn a_file_that_became_shorter_ends() {
        let directory = Directory::new("shorter");
        directory.write("file", b"0123456789");
        let mut file = directory.file("file");
        file.input().unwrap();
        directory.write("file", b"012");
        assert_eq!(file.read(10, 0).unwrap().bytes(), b"012");
        assert!(file.is_at_end());
        assert_eq!(file.read(3, 0).unwrap().bytes(), b"012");
        assert!(!file.is_at_end());
        assert_eq!(file.read(3, 3).unwrap().bytes(), b"");
        assert!(file.is_at_end());
    }

    #[test]
    fn a_change_within_a_second_is_seen() {
        let directory = Directory::new("change");
        directory.write("file", b"one");
        let file = directory.file("file");
        let on_disk = fs::File::options()
            .write(true)
            .open(directory.0.join("file"));
        let later = std::time::UNIX_EPOCH + std::time::Duration::new(file.modified() as u64, 7);
        assert!(!file.has_changed());
        on_disk.unwrap().set_modified(later).unwrap();
        assert!(file.has_changed());
    }

    #[test]
    fn a_directory_has_nothing_to_read() {
        let directory = Directory::new("directory");
        let mut file = directory.file(".");
        file.input().unwrap();
        assert_eq!(file.read(1, 0).unwrap().size(), 0);
        assert!(!file.is_at_end());
        assert!(file.read_line().is_none());
        assert!(file.output().is_err());
        assert!(!file.is_open());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn no_bytes_in_a_link_do_harm(bytes: Vec<u8>) {
            let directory = Directory::new("link");
            directory.write("file.ln", &bytes);
            let mut file = directory.file("file.ln");
            let is_link = !file.name().to_bytes().ends_with(b".ln");
            prop_assert_eq!(is_link, !bytes.is_empty());
            let _ = file.input();
            let _ = file.digest();
            for _ in 0..2 {
                let removed = file.remove();
                prop_assert!(removed.is_ok() || !directory.0.join("file.ln").exists());
                prop_assert!(file.name().to_bytes().ends_with(b"/file.ln"));
            }
        }

        #[test]
        fn lines_are_those_of_the_file(lines in proptest::collection::vec("[^\n\r\0]*", 0..9)) {
            let directory = Directory::new("lines");
            directory.write("file", lines.join("\r\n").as_bytes());
            let mut file = directory.file("file");
            file.input().unwrap();
            let mut read = Vec::new();
            while let Some(line) = file.read_line() {
                read.push(line.to_str().unwrap().to_owned());
            }
            let last_is_empty = lines.last().is_some_and(String::is_empty);
            prop_assert_eq!(&read, &lines[..lines.len() - usize::from(last_is_empty)]);
        }
    }
}
