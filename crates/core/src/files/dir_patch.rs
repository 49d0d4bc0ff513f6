//! Patches: the change to one file that is part of making a directory equal to another.

use std::ffi::{CStr, CString};

use super::file::File;
use crate::held::Held;
use czmq_sys::errno::Result;

/// What is to be done to the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operation(pub i32);

#[expect(missing_docs, reason = "the words say it")]
impl Operation {
    pub const CREATE: Operation = Operation(1);
    pub const DELETE: Operation = Operation(2);
}

/// What is to be done to a file, and what others call it.
pub struct Patch<F = File> {
    path: CString,
    file: F,
    operation: Operation,
    virtual_path: CString,
    digest: Option<CString>,
}

impl<F: Held<File>> Patch<F> {
    /// A patch for a file in a directory, which others know by an alias. None if the name does not
    /// begin with the directory's, and is absolute.
    pub fn new(path: &CStr, file: &File, operation: Operation, alias: &CStr) -> Option<Patch<F>> {
        let name = file.name_below(path).to_bytes();
        if name.starts_with(b"/") {
            return None;
        }
        let mut virtual_path = alias.to_bytes().to_vec();
        if !virtual_path.ends_with(b"/") {
            virtual_path.push(b'/');
        }
        virtual_path.extend_from_slice(name);
        Some(Patch {
            path: path.to_owned(),
            file: file.duplicate().into(),
            operation,
            virtual_path: CString::new(virtual_path).unwrap_or_default(),
            digest: None,
        })
    }

    /// The patch again.
    pub fn duplicate(&self) -> Patch<F> {
        Patch {
            path: self.path.clone(),
            file: self.file.borrow().duplicate().into(),
            operation: self.operation,
            virtual_path: self.virtual_path.clone(),
            digest: self.digest.clone(),
        }
    }

    /// The directory.
    pub fn path(&self) -> &CStr {
        &self.path
    }

    /// The file.
    pub fn file(&self) -> &F {
        &self.file
    }

    /// What is to be done to it.
    pub fn operation(&self) -> Operation {
        self.operation
    }

    /// What others call the file: the alias, and the name without that of the directory.
    pub fn virtual_path(&self) -> &CStr {
        &self.virtual_path
    }

    /// Takes the digest of a file that is to be created, once.
    pub fn take_digest(&mut self) -> Result<()> {
        if self.operation == Operation::CREATE && self.digest.is_none() {
            self.digest = Some(self.file.borrow_mut().digest()?.to_owned());
        }
        Ok(())
    }

    /// The digest, if it was taken.
    pub fn digest(&self) -> Option<&CStr> {
        self.digest.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_names_below_the_directory_or_relative_ones_are_taken() {
        let patch = |path: &CStr, name: &CStr, alias: &CStr| {
            let file = File::new(None, name);
            let patch = Patch::<File>::new(path, &file, Operation::DELETE, alias)?;
            Some(patch.virtual_path().to_owned())
        };
        assert_eq!(patch(c"a", c"a//b", c"").as_deref(), Some(c"/b"));
        assert_eq!(patch(c"/", c"//b", c"x/").as_deref(), Some(c"x/b"));
        assert_eq!(patch(c"c", c"a/b", c"x").as_deref(), Some(c"x/a/b"));
        assert_eq!(patch(c"c", c"/a", c"x"), None);
    }

    proptest! {
        #[test]
        fn a_virtual_path_is_the_alias_and_the_name(alias in "[a-c/]{0,5}", name in "[a-c]{1,5}") {
            let path = CString::new("top").unwrap();
            let file = File::new(Some(&path), &CString::new(name.clone()).unwrap());
            let text = CString::new(alias.clone()).unwrap();
            let patch = Patch::<File>::new(&path, &file, Operation::CREATE, &text).unwrap();
            let expected = format!("{}/{name}", alias.strip_suffix('/').unwrap_or(&alias));
            prop_assert_eq!(patch.virtual_path().to_str().unwrap(), expected);
            let copy = patch.duplicate();
            prop_assert_eq!(copy.virtual_path(), patch.virtual_path());
        }
    }
}
