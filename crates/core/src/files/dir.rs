//! Directory trees: their contents, and the differences between two of them.

use std::cmp::Ordering;
use std::ffi::{CStr, CString};
use std::fs::{self, File as OnDisk};
use std::os::unix::ffi::OsStringExt;
use std::time::{Duration, SystemTime};

use super::dir_patch::{Operation, Patch};
use super::file::File;
use crate::containers::hash::Hash;
use crate::formats::digest::SIZE;
use crate::formats::properties::{self, Properties};
use crate::held::Held;
use czmq_sys::errno::{Errno, Result};
use czmq_sys::file::{self, Status};

/// Where digests are kept, in the top directory.
const CACHE: &CStr = c".cache";

/// The files below a directory, as they were when it was loaded.
///
/// Their order is that of [`Dir::files`]: of each directory first its files, by name, then its
/// directories, by name.
pub struct Dir<F = File> {
    path: CString,
    files: Vec<F>,
    directories: Vec<Dir<F>>,
    modified: i64,
    count: usize,
    size: i64,
}

fn joined(path: &CStr, name: &[u8]) -> CString {
    let text = [path.to_bytes(), b"/", name].concat();
    CString::new(text).unwrap_or_default()
}

/// A path without slashes at its end, but for the root's.
fn trimmed(path: &CStr) -> CString {
    let mut text = path.to_bytes();
    while text.len() > 1
        && let Some(shorter) = text.strip_suffix(b"/")
    {
        text = shorter;
    }
    CString::new(text).unwrap_or_default()
}

impl<F: Held<File>> Dir<F> {
    /// Loads a directory, and those below it if `deep`. Hidden ones are left out, links are followed
    /// unless they lead back to where they are, and what cannot be read below is passed over.
    pub fn load(path: &CStr, deep: bool) -> Result<Dir<F>> {
        let mut way = Vec::new();
        Dir::load_below(&mut way, trimmed(path), deep)
    }

    /// As [`Dir::load`], a directory in another.
    pub fn load_in(parent: &CStr, path: &CStr) -> Result<Dir<F>> {
        Dir::load(&joined(parent, path.to_bytes()), true)
    }

    fn load_below(way: &mut Vec<(u64, u64)>, path: CString, deep: bool) -> Result<Dir<F>> {
        let identity = Status::of(&path)?.identity();
        if way.contains(&identity) {
            return Err(Errno::LOOP);
        }
        let entries = fs::read_dir(file::path(&path))?;
        let mut dir = Dir::<F> {
            path,
            files: Vec::new(),
            directories: Vec::new(),
            modified: 0,
            count: 0,
            size: 0,
        };
        way.push(identity);
        for entry in entries.flatten() {
            let name = entry.file_name().into_vec();
            let path = joined(&dir.path, &name);
            if name.starts_with(b".") {
                continue;
            }
            let Ok(status) = Status::of(&path) else {
                continue;
            };
            if !status.is_directory() {
                let name = CString::new(name).unwrap_or_default();
                dir.add_file(File::new(Some(&dir.path), &name));
            } else if deep && let Ok(directory) = Dir::load_below(way, path, deep) {
                dir.add_directory(directory);
            }
        }
        way.pop();
        dir.files
            .sort_by(|one: &F, two: &F| one.borrow().name().cmp(two.borrow().name()));
        dir.directories.sort_by(|one, two| one.path.cmp(&two.path));
        Ok(dir)
    }

    fn add_file(&mut self, file: File) {
        self.modified = self.modified.max(file.modified());
        self.size += file.size();
        self.count += 1;
        self.files.push(F::from(file));
    }

    fn add_directory(&mut self, directory: Dir<F>) {
        self.modified = self.modified.max(directory.modified);
        self.size += directory.size;
        self.count += directory.count;
        self.directories.push(directory);
    }

    /// The path.
    pub fn path(&self) -> &CStr {
        &self.path
    }

    /// When the newest file was written to, in seconds since 1970; 0 without files.
    pub fn modified(&self) -> i64 {
        self.modified
    }

    /// The size of all files, in bytes.
    pub fn size(&self) -> i64 {
        self.size
    }

    /// The number of files.
    pub fn count(&self) -> usize {
        self.count
    }

    /// All files, in order.
    pub fn files(&self) -> Vec<&F> {
        let mut files = Vec::with_capacity(self.count);
        self.collect(&mut files);
        files
    }

    fn collect<'a>(&'a self, files: &mut Vec<&'a F>) {
        files.extend(&self.files);
        for directory in &self.directories {
            directory.collect(files);
        }
    }

    fn each_file(&mut self, visit: &mut impl FnMut(&mut File)) {
        self.files
            .iter_mut()
            .for_each(|file| visit(file.borrow_mut()));
        for directory in &mut self.directories {
            directory.each_file(visit);
        }
    }

    /// Removes the directory from disk if there is nothing in it; if `force`, first all files and
    /// directories that were in it when it was loaded.
    pub fn remove(&mut self, force: bool) -> Result<()> {
        if force {
            for mut file in self.files.drain(..) {
                // What remains shows when the directory cannot be removed.
                let _ = file.borrow_mut().remove();
            }
            for mut directory in self.directories.drain(..) {
                let _ = directory.remove(true);
            }
            (self.count, self.size) = (0, 0);
        }
        if !self.files.is_empty() || !self.directories.is_empty() {
            return Err(Errno::NOTEMPTY);
        }
        file::delete_directory(&self.path)
    }

    /// Patches that make a copy that others know by an alias of these files.
    pub fn resync(&self, alias: &CStr) -> Vec<Patch<F>> {
        let files = self.files().into_iter();
        files
            .filter_map(|file| self.patch(file.borrow(), Operation::CREATE, alias))
            .collect()
    }

    fn patch(&self, file: &File, operation: Operation, alias: &CStr) -> Option<Patch<F>> {
        Patch::new(&self.path, file, operation, alias)
    }

    /// The SHA-1 digests of all files that can be read, by their names without the directory's.
    /// Those in the file ".cache" are taken from there, and come first, unless the file has changed
    /// since; the file is then written anew.
    pub fn digests(&mut self) -> Vec<(CString, CString)> {
        // A file that changes while the digests are taken has another time than before. The clock of
        // files may be slower than this.
        let begin = SystemTime::now().checked_sub(Duration::from_secs(1));
        let cache = joined(&self.path, CACHE.to_bytes());
        let (mut known, order) = known_digests(&cache);
        let top = self.path.clone();
        let time = Status::of(&cache).map_or((0, 0), |cache| cache.modified_exactly());
        let mut fresh = Vec::new();
        let mut current = Hash::new();
        self.each_file(&mut |file| {
            let name = file.name_below(&top).to_owned();
            let is_old = Status::of(file.name()).is_ok_and(|now| now.changed_exactly() < time);
            if is_old
                && !file.is_link()
                && let Some(digest) = known.remove(&name)
            {
                current.insert(&name, digest);
                return;
            }
            if let Ok(digest) = file.current_digest() {
                current.insert(&name, digest.to_owned());
                fresh.push(name);
            }
        });
        let mut digests = Vec::new();
        let known_first = order.into_iter().chain(fresh);
        for name in known_first {
            if let Some(digest) = current.remove(&name) {
                digests.push((name, digest));
            }
        }
        if save(&cache, &digests).is_ok()
            && let Some(begin) = begin
            && let Ok(cache) = OnDisk::options().write(true).open(file::path(&cache))
        {
            let _ = cache.set_modified(begin);
        }
        digests
    }
}

/// The digests in a file, and the names in the file's order.
fn known_digests(cache: &CStr) -> (Hash<CString>, Vec<CString>) {
    let text = Properties::default().load(cache).unwrap_or_default();
    let mut known = Hash::new();
    let mut order = Vec::new();
    for (name, digest) in properties::parse(&text) {
        let is_digest = digest.len() == 2 * SIZE && digest.iter().all(u8::is_ascii_hexdigit);
        if is_digest
            && let (Ok(name), Ok(digest)) = (CString::new(name), CString::new(digest))
            && known.insert(&name, digest)
        {
            order.push(name);
        }
    }
    (known, order)
}

/// True if a name can be read back from a text file.
fn can_be_kept(name: &CStr) -> bool {
    let name = name.to_bytes();
    !name.starts_with(b"#") && !name.iter().any(|byte| b"=\n".contains(byte))
}

fn save(cache: &CStr, digests: &[(CString, CString)]) -> Result<()> {
    let mut kept = Hash::new();
    for (name, digest) in digests.iter().filter(|(name, _)| can_be_kept(name)) {
        kept.insert(name, digest);
    }
    let items = kept.iter();
    let items = items.map(|(name, digest)| (name.to_bytes(), digest.to_bytes()));
    Properties::default().save(cache, items)
}

/// The order of [`Dir::files`], for files of any directories: names go part by part, and where one
/// has its last part and the other has not, it comes first.
fn order(one: &CStr, two: &CStr) -> Ordering {
    let mut ones = one.to_bytes().split(|&byte| byte == b'/').peekable();
    let mut twos = two.to_bytes().split(|&byte| byte == b'/').peekable();
    loop {
        let (Some(part), Some(other)) = (ones.next(), twos.next()) else {
            return Ordering::Equal;
        };
        match (ones.peek().is_some(), twos.peek().is_some()) {
            (false, true) => return Ordering::Less,
            (true, false) => return Ordering::Greater,
            _ => {}
        }
        match part.cmp(other) {
            Ordering::Equal => {}
            order => return order,
        }
    }
}

/// Patches that make a copy of a directory, as it was when `older` was loaded, like it was when
/// `newer` was; without either, from nothing, or to nothing. Others know it by an alias.
///
/// A file that was just written to is left out until it has not been for a while.
pub fn diff<F: Held<File>>(
    older: Option<&Dir<F>>,
    newer: Option<&Dir<F>>,
    alias: &CStr,
) -> Vec<Patch<F>> {
    let mut patches = Vec::new();
    let delete = |file| older.and_then(|dir| dir.patch(file, Operation::DELETE, alias));
    let create = |file| newer.and_then(|dir| dir.patch(file, Operation::CREATE, alias));
    let mut old_files = older
        .map(Dir::files)
        .unwrap_or_default()
        .into_iter()
        .map(F::borrow)
        .peekable();
    let mut new_files = newer
        .map(Dir::files)
        .unwrap_or_default()
        .into_iter()
        .map(F::borrow)
        .peekable();
    loop {
        let which = match (old_files.peek(), new_files.peek()) {
            (None, None) => return patches,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(old), Some(new)) => order(old.name(), new.name()),
        };
        let old = if which.is_le() {
            old_files.next()
        } else {
            None
        };
        let new = if which.is_ge() {
            new_files.next()
        } else {
            None
        };
        patches.extend(match (old, new) {
            (Some(old), None) => delete(old),
            (None, Some(new)) if new.is_stable() => create(new),
            (Some(old), Some(new)) if new.is_stable() && (!old.is_stable() || new.differs(old)) => {
                create(new)
            }
            _ => None,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;
    use std::os::unix::fs::symlink;
    use std::path::PathBuf;

    /// A directory that is removed in the end.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Folder {
            let name = format!("czmq-dir-{name}-{}", std::process::id());
            let path = std::env::temp_dir().join(name);
            fs::create_dir_all(&path).unwrap();
            Folder(path)
        }

        fn path(&self) -> CString {
            CString::new(self.0.clone().into_os_string().into_vec()).unwrap()
        }

        /// A file that counts as stable.
        fn write(&self, name: &str, text: &str) {
            let path = self.0.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, text).unwrap();
            let old = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000);
            let file = OnDisk::options().write(true).open(path).unwrap();
            file.set_modified(old).unwrap();
        }

        fn load(&self) -> Dir {
            Dir::load(&self.path(), true).unwrap()
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    fn names(dir: &Dir) -> Vec<String> {
        let files = dir.files().into_iter();
        files
            .map(|file| file.name_below(dir.path()).to_str().unwrap().to_owned())
            .collect()
    }

    #[test]
    fn links_that_lead_back_end() {
        let folder = Folder::new("links");
        folder.write("a/file", "");
        symlink("..", folder.0.join("a/up")).unwrap();
        symlink(".", folder.0.join("a/here")).unwrap();
        symlink("a", folder.0.join("b")).unwrap();
        assert_eq!(names(&folder.load()), ["a/file", "b/file"]);
    }

    #[test]
    fn names_that_cannot_be_kept_have_digests() {
        let folder = Folder::new("names");
        for name in ["a=b", "#c", "d\ne", "a"] {
            folder.write(name, name);
        }
        let digests = folder.load().digests();
        assert_eq!(digests.len(), 4);
        let cache = fs::read(folder.0.join(".cache")).unwrap();
        assert_eq!(properties::parse(&cache).count(), 1);
        let mut again = folder.load().digests();
        again.sort();
        let mut sorted = digests;
        sorted.sort();
        assert_eq!(again, sorted);
    }

    #[test]
    fn what_is_gone_or_changed_is_not_kept() {
        let folder = Folder::new("digests");
        folder.write("a", "one");
        folder.write("b", "one");
        let mut digests = folder.load().digests();
        assert_eq!(digests[0].1, digests[1].1);
        let mut late = folder.load();
        folder.write("a", "two");
        fs::remove_file(folder.0.join("b")).unwrap();
        for mut dir in [folder.load(), late] {
            let now = dir.digests();
            assert_eq!(now.len(), 1);
            assert_ne!(now[0].1, digests[0].1);
        }
        late = folder.load();
        digests = late.digests();
        assert_eq!(digests, folder.load().digests());
    }

    type Tree = BTreeMap<String, u8>;

    fn tree() -> impl Strategy<Value = Tree> {
        proptest::collection::btree_map("[ab.-]{1,2}(/[ab.]{1,2}){0,2}", 0u8..3, 0..8)
    }

    /// Names of files that are no names of directories, nor hidden.
    fn possible(tree: &Tree) -> Tree {
        let is_possible = |name: &String| {
            let below = format!("{name}/");
            !tree.keys().any(|other| other.starts_with(&below))
                && !name.split('/').any(|part| part.starts_with('.'))
        };
        let files = tree.iter().filter(|(name, _)| is_possible(name));
        files.map(|(name, size)| (name.clone(), *size)).collect()
    }

    fn make(name: &str, tree: &Tree) -> Folder {
        let folder = Folder::new(name);
        for (name, size) in tree {
            folder.write(name, &"x".repeat((*size).into()));
        }
        folder
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn patches_make_the_older_the_newer(older in tree(), newer in tree()) {
            let (older, newer) = (possible(&older), possible(&newer));
            let folder = make("diff", &older);
            let old = folder.load();
            drop(folder);
            let folder = make("diff", &newer);
            let new = folder.load();
            let sorted = |tree: &Tree| {
                let mut names: Vec<String> = tree.keys().cloned().collect();
                names.sort_by(|one, two| {
                    let text = |name: &str| CString::new(name).unwrap();
                    order(&text(one), &text(two))
                });
                names
            };
            prop_assert_eq!(names(&old), sorted(&older));
            prop_assert_eq!(names(&new), sorted(&newer));

            let mut patched = older.clone();
            for patch in diff(Some(&old), Some(&new), c"") {
                let name = patch.virtual_path().to_str().unwrap().trim_start_matches('/');
                if patch.operation() == Operation::DELETE {
                    prop_assert!(patched.remove(name).is_some());
                } else {
                    let size = patch.file().size() as u8;
                    prop_assert_ne!(patched.insert(name.to_owned(), size), Some(size));
                }
            }
            prop_assert_eq!(patched, newer);
        }

        #[test]
        fn no_bytes_in_a_cache_do_harm(bytes: Vec<u8>) {
            let folder = Folder::new("cache");
            folder.write("a", "one");
            fs::write(folder.0.join(".cache"), bytes).unwrap();
            let digests = folder.load().digests();
            prop_assert_eq!(digests.len(), 1);
            prop_assert_eq!(digests[0].1.as_bytes(), b"FE05BCDCDC4928012781A5F1A2A77CBB5398E106");
        }
    }
}
