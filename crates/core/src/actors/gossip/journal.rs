//! The file that preserves a node's tuples across restarts.

use std::ffi::{CStr, OsStr};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Error, ErrorKind, Read, Result, Seek, SeekFrom, Write};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use czmq_gossip::engine::{Engine, Now};
use czmq_gossip::journal::{HEAD, records};
use czmq_sys::log::{self, Level};

/// A journal that is shorter is not written anew.
const SMALL: u64 = 1 << 16;

/// An open journal. Nobody else has it open.
struct Journal {
    path: PathBuf,
    file: File,
    /// The length up to the end of the last record that was written whole.
    length: u64,
    /// The length when it was written anew last.
    base: u64,
    unwritten: Vec<u8>,
    failed: bool,
}

/// Opens or makes a file, and makes sure that no other node has it.
fn open(path: &Path, anew: bool) -> Result<File> {
    let file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(anew)
        .open(path)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Error::other("another node has it")),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

impl Journal {
    /// Opens a journal, and restores what is in it. What is damaged at its end is cut off; a file
    /// that is no journal is not touched.
    fn open(path: &CStr, engine: &mut Engine, at: Now) -> Result<Journal> {
        let path = PathBuf::from(OsStr::from_bytes(path.to_bytes()));
        let mut file = open(&path, false)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        let (records, mut whole) = records(&bytes)
            .ok_or_else(|| Error::new(ErrorKind::InvalidData, "it is no journal of tuples"))?;
        for record in records {
            engine.restore(record, at);
        }
        file.set_len(whole as u64)?;
        file.seek(SeekFrom::End(0))?;
        if whole == 0 {
            file.write_all(&HEAD)?;
            whole = HEAD.len();
        }
        Ok(Journal {
            path,
            file,
            length: whole as u64,
            base: whole as u64,
            unwritten: Vec::new(),
            failed: false,
        })
    }

    /// Notes what a key has, to be written by [`Journal::write`].
    fn note(&mut self, record: &[u8]) {
        self.unwritten.extend_from_slice(record);
    }

    /// Writes what was noted; all anew, when most of the file is out of date.
    fn write(&mut self, engine: &Engine, at: Now) -> Result<()> {
        let unwritten = std::mem::take(&mut self.unwritten);
        if let Err(error) = self.file.write_all(&unwritten) {
            // What follows must not stand behind half a record.
            let _ = self.file.set_len(self.length);
            let _ = self.file.seek(SeekFrom::Start(self.length));
            return Err(error);
        }
        self.length += unwritten.len() as u64;
        if self.length > SMALL.max(2 * self.base) {
            self.write_anew(engine, at)?;
        }
        Ok(())
    }

    fn write_anew(&mut self, engine: &Engine, at: Now) -> Result<()> {
        // Another attempt is worth it when as much has been added again.
        self.base = self.length;
        let mut name = self.path.clone().into_os_string();
        name.push(".new");
        let name = PathBuf::from(name);
        let mut file = open(&name, true)?;
        let mut bytes = HEAD.to_vec();
        bytes.extend(engine.all_records(at).flatten());
        let written = file
            .write_all(&bytes)
            .and_then(|()| file.sync_data())
            .and_then(|()| std::fs::rename(&name, &self.path));
        if let Err(error) = written {
            let _ = std::fs::remove_file(&name);
            return Err(error);
        }
        self.file = file;
        self.length = bytes.len() as u64;
        self.base = self.length;
        Ok(())
    }
}

/// The journal of a node, if it has one.
#[derive(Default)]
pub(super) struct Store(Option<Journal>);

impl Store {
    /// Keeps tuples in a file from now on, and restores those that are in it.
    pub fn open(&mut self, path: &CStr, engine: &mut Engine, at: Now) {
        // A file that this node has open is free for it to open again.
        self.0 = None;
        match Journal::open(path, engine, at) {
            Ok(mut journal) => {
                engine.set_journaling(true);
                for record in engine.all_records(at) {
                    journal.note(&record);
                }
                self.0 = Some(journal);
                self.write(engine, at);
            }
            Err(error) => {
                engine.set_journaling(false);
                complain(Path::new(OsStr::from_bytes(path.to_bytes())), &error);
            }
        }
    }

    /// Notes a record, to be written by [`Store::write`].
    pub fn note(&mut self, record: &[u8]) {
        if let Some(journal) = &mut self.0 {
            journal.note(record);
        }
    }

    /// Writes what was noted.
    pub fn write(&mut self, engine: &Engine, at: Now) {
        let Some(journal) = &mut self.0 else {
            return;
        };
        if journal.unwritten.is_empty() {
            return;
        }
        let written = journal.write(engine, at);
        let failed = std::mem::replace(&mut journal.failed, written.is_err());
        if let Err(error) = written
            && !failed
        {
            complain(&journal.path, &error);
        }
    }
}

fn complain(path: &Path, error: &Error) {
    let path = path.display();
    let text = format!("zgossip: cannot store tuples in '{path}': {error}");
    log::write(Level::Error, text.as_bytes());
}
