//! Stores of certificates, found by their public key.

use std::any::Any;
use std::collections::HashSet;
use std::ffi::{CStr, CString};
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::sync::Arc;

use super::cert::Cert;
use crate::containers::guard::Keyed;
use crate::containers::hash::hash_of;
use crate::containers::table::{Id, Sought, Table};
use crate::files::file::File;
use crate::held::Held;
use czmq_sys::errno::Result;
use czmq_sys::file;
use czmq_sys::log::{self, Level};

/// Certificates by public key: those of a directory, looked at again at each look-up, and those
/// that were inserted.
pub struct Store<C = Cert> {
    location: Option<CString>,
    /// What was in the directory when it was loaded.
    files: Vec<CertFile>,
    certs: Table<CString, Entry<C>>,
    /// Certificates that are in the store no more, but in the hands of those who looked them up.
    retired: Vec<C>,
    /// Where certificates come from, if not from the directory.
    loader: Option<Arc<dyn Loader<C>>>,
    /// The loader is at work.
    loading: bool,
    /// What the loader took out of the store, and may put in again.
    outdated: Vec<Entry<C>>,
}

/// Brings certificates into a store.
pub trait Loader<C = Cert>: Any + Send + Sync {
    /// Puts the certificates that there are now into the store, and takes out others.
    fn load(&self, store: &mut Store<C>);
}

struct Entry<C> {
    cert: C,
    /// Put in by hand, not from a file.
    inserted: bool,
    /// Somebody may keep its address.
    lent: bool,
}

/// A file below the directory, and all that tells whether it was changed.
#[derive(PartialEq, Eq)]
struct CertFile {
    path: CString,
    modified: (i64, i64),
    changed: (i64, i64),
    size: u64,
    inode: (u64, u64),
}

/// What of a directory's files makes the store start over when it changes.
#[derive(PartialEq, Eq)]
struct Summary {
    newest: (i64, i64),
    count: usize,
    size: u64,
}

impl Summary {
    fn of(files: &[CertFile]) -> Summary {
        let newest = files.iter().map(|file| file.modified).max();
        Summary {
            newest: newest.unwrap_or_default(),
            count: files.len(),
            size: files.iter().map(|file| file.size).sum(),
        }
    }
}

impl Keyed for CString {
    fn bytes(&self) -> &[u8] {
        self.to_bytes()
    }
}

impl Sought<CString> for CStr {
    fn is(&self, own: &CString) -> bool {
        **own == *self
    }

    fn bytes(&self) -> &[u8] {
        self.to_bytes()
    }
}

impl<C: Held<Cert> + 'static> Store<C> {
    /// A store of the certificates in a directory and those below, which need not exist yet; or,
    /// without one, a store in memory.
    pub fn new(location: Option<&CStr>) -> Store<C> {
        let mut store = Store {
            location: location.map(CStr::to_owned),
            files: Vec::new(),
            certs: Table::by_primes(),
            retired: Vec::new(),
            loader: None,
            loading: false,
            outdated: Vec::new(),
        };
        store.refresh();
        store
    }

    /// Has certificates loaded from elsewhere, now and at each look-up; from the directory without
    /// a loader.
    pub fn set_loader(&mut self, loader: Option<Arc<dyn Loader<C>>>) {
        self.loader = loader;
        self.refresh();
    }

    /// Where certificates come from, if not from the directory.
    pub fn loader(&self) -> Option<&dyn Loader<C>> {
        self.loader.as_deref()
    }

    /// Loads what there is now.
    fn refresh(&mut self) {
        // The loader may look something up.
        if self.loading {
            return;
        }
        let Some(loader) = self.loader.clone() else {
            return self.look_at_directory();
        };
        self.loading = true;
        loader.load(self);
        self.loading = false;
        let outdated = std::mem::take(&mut self.outdated);
        outdated.into_iter().for_each(|entry| self.retire(entry));
    }

    /// Looks at the directory again, and loads what changed. A directory that cannot be read
    /// changes nothing.
    ///
    /// If the newest time, the number or the total size of the files changed, the store starts
    /// over, and forgets what was inserted by hand.
    pub fn look_at_directory(&mut self) {
        let Some(location) = &self.location else {
            return;
        };
        let Ok(files) = files_below(file::path(location)) else {
            return;
        };
        if files == self.files {
            return;
        }
        let start_over = Summary::of(&files) != Summary::of(&self.files);
        self.files = files;
        self.reload(!start_over);
    }

    /// Loads all files. Of files with the same key the first is taken.
    fn reload(&mut self, keep_inserted: bool) {
        let mut old = std::mem::replace(&mut self.certs, Table::by_primes());
        let mut place = 0;
        let mut outdated = Vec::new();
        while let Some((key, entry)) = old.pop(&mut place) {
            if entry.inserted && keep_inserted {
                self.put(key, entry);
            } else {
                outdated.push(entry);
            }
        }
        let files = std::mem::take(&mut self.files);
        for file in &files {
            if file.path.as_bytes().ends_with(b"_secret") {
                continue;
            }
            // A link stands for a certificate of its visible name, not for that which it names.
            let Ok(cert) = Cert::load(File::new(None, &file.path).name()) else {
                continue;
            };
            if self.find(cert.public().text()).is_none() {
                // Whoever holds a certificate that did not change goes on holding a live one.
                let same = outdated
                    .iter()
                    .position(|entry| *entry.cert.borrow() == cert);
                let mut entry = match same {
                    Some(index) => outdated.swap_remove(index),
                    None => Entry {
                        cert: C::from(cert),
                        inserted: false,
                        lent: false,
                    },
                };
                entry.inserted = false;
                self.put(entry.cert.borrow().public().text().to_owned(), entry);
            }
        }
        self.files = files;
        outdated.into_iter().for_each(|entry| self.retire(entry));
    }

    fn put(&mut self, key: CString, entry: Entry<C>) {
        self.certs.make_room();
        self.certs.insert(hash_of(key.to_bytes()), key, entry);
    }

    fn retire(&mut self, entry: Entry<C>) {
        if entry.lent {
            self.retired.push(entry.cert);
        }
    }

    fn find(&mut self, key: &CStr) -> Option<Id> {
        self.certs.find(hash_of(key.to_bytes()), key)
    }

    /// The certificate of a public key, given as text.
    pub fn lookup(&mut self, key: &CStr) -> Option<&Cert> {
        self.refresh();
        let id = self.find(key)?;
        self.certs.value(id).map(|entry| entry.cert.borrow())
    }

    /// As [`Store::lookup`], for those who keep the address: the certificate stays there until the
    /// store is dropped, even if it is in the store no more.
    pub fn lend(&mut self, key: &CStr) -> Option<&C> {
        self.refresh();
        let id = self.find(key)?;
        let entry = self.certs.value_mut(id)?;
        entry.lent = true;
        Some(&entry.cert)
    }

    /// All certificates, for those who keep their addresses, as with [`Store::lend`].
    pub fn lend_all(&mut self) -> impl Iterator<Item = &C> {
        self.refresh();
        let ids: Vec<Id> = self.certs.ids().collect();
        for id in ids {
            if let Some(entry) = self.certs.value_mut(id) {
                entry.lent = true;
            }
        }
        self.certs.iter().map(|(_, entry)| &entry.cert)
    }

    /// Takes all certificates out.
    pub fn empty(&mut self) {
        let mut old = std::mem::replace(&mut self.certs, Table::by_primes());
        let mut place = 0;
        while let Some((_, entry)) = old.pop(&mut place) {
            self.take_out(entry);
        }
    }

    fn take_out(&mut self, entry: Entry<C>) {
        if self.loading {
            self.outdated.push(entry);
        } else {
            self.retire(entry);
        }
    }

    /// Puts a certificate in, in place of one with the same public key. Its address stays, as with
    /// [`Store::lend`], unless it is a loader that does this.
    pub fn insert(&mut self, cert: C) {
        let key = cert.borrow().public().text().to_owned();
        // Whoever holds a certificate that did not change goes on holding a live one.
        let same = self
            .outdated
            .iter()
            .position(|old| old.cert.borrow() == cert.borrow());
        let entry = match same {
            Some(index) => self.outdated.swap_remove(index),
            None => Entry {
                cert,
                inserted: true,
                lent: !self.loading,
            },
        };
        let old = match self.find(&key) {
            Some(id) => self.certs.value_mut(id),
            None => return self.put(key, entry),
        };
        if let Some(old) = old {
            if self.loading && old.cert.borrow() == entry.cert.borrow() {
                return;
            }
            let old = std::mem::replace(old, entry);
            self.take_out(old);
        }
    }

    /// Logs all certificates as they were when the directory was looked at last.
    pub fn log(&self) {
        let where_to = match self.location {
            Some(_) => "store",
            None => "memory",
        };
        let title = format!("zcertstore: certificates in {where_to}");
        log::write(Level::Info, title.as_bytes());
        for (_, entry) in self.certs.iter() {
            entry.cert.borrow().log();
        }
    }
}

/// The files below a directory, sorted by path. Hidden files and directories are left out, links
/// are followed. Fails if the directory cannot be read.
fn files_below(root: &Path) -> Result<Vec<CertFile>> {
    let mut files = Vec::new();
    let mut pending = vec![fs::read_dir(root)?];
    let metadata = fs::metadata(root)?;
    // A link may lead back to where it is.
    let mut visited = HashSet::from([(metadata.dev(), metadata.ino())]);
    while let Some(directory) = pending.pop() {
        for entry in directory.flatten() {
            if entry.file_name().as_bytes().starts_with(b".") {
                continue;
            }
            let path = entry.path();
            let Ok(metadata) = fs::metadata(&path) else {
                continue;
            };
            let inode = (metadata.dev(), metadata.ino());
            if metadata.is_dir() {
                if visited.insert(inode)
                    && let Ok(directory) = fs::read_dir(&path)
                {
                    pending.push(directory);
                }
            } else if metadata.is_file()
                && let Ok(path) = CString::new(path.as_os_str().as_bytes())
            {
                files.push(CertFile {
                    path,
                    modified: (metadata.mtime(), metadata.mtime_nsec()),
                    changed: (metadata.ctime(), metadata.ctime_nsec()),
                    size: metadata.len(),
                    inode,
                });
            }
        }
    }
    files.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(files)
}

#[cfg(test)]
mod tests {
    use std::fs::{File, FileTimes};
    use std::path::PathBuf;
    use std::time::{Duration, SystemTime};

    use super::*;
    use czmq_sys::zmq::KEY_SIZE;

    /// A directory that is removed in the end.
    struct Directory(PathBuf);

    impl Directory {
        fn new(name: &str) -> Directory {
            let name = format!("czmq-{name}-{}", std::process::id());
            let path = std::env::temp_dir().join(name);
            fs::create_dir(&path).unwrap();
            Directory(path)
        }

        fn path(&self, name: &str) -> CString {
            CString::new(self.0.join(name).into_os_string().into_encoded_bytes()).unwrap()
        }

        fn save(&self, name: &str, number: u8, age: u64) {
            cert(number).save_public(&self.path(name)).unwrap();
            let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000 - age);
            let file = File::options().write(true).open(self.0.join(name)).unwrap();
            file.set_times(FileTimes::new().set_modified(time)).unwrap();
        }
    }

    impl Drop for Directory {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    /// Its certificates stay at their addresses.
    type Lender = Store<Box<Cert>>;

    fn cert(number: u8) -> Cert {
        Cert::new([number; KEY_SIZE], [0; KEY_SIZE])
    }

    fn contents(store: &mut Lender) -> Vec<u8> {
        let has = |number: &u8| store.lookup(cert(*number).public().text()).is_some();
        (1..10).filter(has).collect()
    }

    #[test]
    fn every_change_of_a_file_is_noticed() {
        let directory = Directory::new("changes");
        directory.save("a", 1, 100);
        directory.save("b", 2, 200);
        let mut store = Lender::new(Some(&directory.path("")));
        store.insert(Box::new(cert(9)));
        assert_eq!(contents(&mut store), [1, 2, 9]);
        // Neither newer, nor larger, nor more than before.
        directory.save("b", 3, 200);
        assert_eq!(contents(&mut store), [1, 3, 9]);
        directory.save("a", 4, 99);
        assert_eq!(contents(&mut store), [3, 4]);
    }

    #[test]
    fn a_certificate_that_was_lent_stays() {
        let directory = Directory::new("lent");
        directory.save("a", 1, 100);
        directory.save("b", 2, 100);
        let mut store = Lender::new(Some(&directory.path("")));
        let address = |cert: Option<&Box<Cert>>| cert.map(|cert| std::ptr::from_ref(&**cert));
        let one = address(store.lend(cert(1).public().text()));
        let two = address(store.lend(cert(2).public().text()));
        fs::remove_file(directory.0.join("b")).unwrap();
        // What did not change is the same, what is gone is kept for those who have it.
        assert_eq!(
            store
                .lookup(cert(1).public().text())
                .map(std::ptr::from_ref),
            one
        );
        assert!(store.lookup(cert(2).public().text()).is_none());
        assert_eq!(address(store.retired.first()), two);

        store.insert(Box::new(cert(1)));
        assert_eq!(address(store.retired.last()), one);
    }

    #[test]
    fn what_was_never_lent_is_not_kept() {
        let directory = Directory::new("unlent");
        directory.save("a", 1, 100);
        let mut store = Lender::new(Some(&directory.path("")));
        for number in 1..9 {
            directory.save("a", number, 100 - u64::from(number));
            assert_eq!(contents(&mut store), [number]);
        }
        assert!(store.retired.is_empty());
    }

    /// Loads these, after it emptied the store if it is to.
    struct Numbers(Vec<u8>, bool);

    impl Loader<Box<Cert>> for Numbers {
        fn load(&self, store: &mut Lender) {
            if self.1 {
                store.empty();
            }
            for &number in &self.0 {
                store.insert(Box::new(cert(number)));
                // This does not begin again.
                assert!(store.lookup(cert(number).public().text()).is_some());
            }
        }
    }

    #[test]
    fn a_loader_keeps_what_does_not_change() {
        let directory = Directory::new("loader");
        directory.save("a", 9, 100);
        for empties in [true, false] {
            let mut store = Lender::new(Some(&directory.path("")));
            let key = cert(1).public().text().to_owned();
            store.set_loader(Some(Arc::new(Numbers(vec![1, 2], empties))));
            let expected: &[u8] = if empties { &[1, 2] } else { &[1, 2, 9] };
            assert_eq!(contents(&mut store), expected);
            let one: *const Cert = &**store.lend(&key).unwrap();
            for _ in 0..3 {
                assert!(std::ptr::eq(&**store.lend(&key).unwrap(), one));
            }
            assert!(store.retired.is_empty());
            assert_eq!(store.lend_all().count(), expected.len());
            store.set_loader(Some(Arc::new(Numbers(vec![3], true))));
            assert_eq!(contents(&mut store), [3]);
            assert_eq!(store.retired.len(), expected.len());
            store.set_loader(None);
            store.empty();
            assert_eq!(contents(&mut store), []);
        }
    }

    #[test]
    fn a_directory_that_links_to_itself_ends() {
        let directory = Directory::new("loop");
        directory.save("a", 1, 100);
        std::os::unix::fs::symlink(".", directory.0.join("again")).unwrap();
        std::os::unix::fs::symlink("none", directory.0.join("nowhere")).unwrap();
        let mut store = Lender::new(Some(&directory.path("")));
        assert_eq!(contents(&mut store), [1]);
        assert_eq!(store.files.len(), 1);
    }
}
