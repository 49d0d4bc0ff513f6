//! Configurations: trees of named values, as ZPL files hold them.

use std::marker::PhantomData;
use std::path::Path;
use std::ptr::NonNull;

use crate::ffi::{self, zconfig_t};
use crate::text;
use crate::{Error, Result};

/// A tree (`zconfig`), by its root.
#[derive(Debug)]
pub struct Config(NonNull<zconfig_t>);

// SAFETY: a tree has no tie to the thread that made it, and is not `Sync`.
unsafe impl Send for Config {}

/// An item of a [`Config`].
#[derive(Clone, Copy, Debug)]
pub struct ConfigItem<'c> {
    item: NonNull<zconfig_t>,
    tree: PhantomData<&'c Config>,
}

impl Config {
    /// A tree of a root alone.
    pub fn new(name: &str) -> Result<Config> {
        let name = text::to_c(name)?;
        // SAFETY: the string lives during the call, and there is no parent; the tree is nobody else's.
        let root = unsafe { ffi::zconfig_new(name.as_ptr(), std::ptr::null_mut()) };
        NonNull::new(root).map(Config).ok_or_else(Error::last)
    }

    /// Loads a file.
    pub fn load(file: impl AsRef<Path>) -> Result<Config> {
        let file = text::path(file.as_ref())?;
        // SAFETY: the string lives during the call; the tree is nobody else's.
        let root = unsafe { ffi::zconfig_load(file.as_ptr()) };
        NonNull::new(root).map(Config).ok_or_else(Error::last)
    }

    /// Reads a text as a file would be.
    pub fn parse(content: &str) -> Result<Config> {
        let content = text::to_c(content)?;
        // SAFETY: the string lives during the call; the tree is nobody else's.
        let root = unsafe { ffi::zconfig_str_load(content.as_ptr()) };
        NonNull::new(root).map(Config).ok_or_else(Error::last)
    }

    /// Writes the tree to a file.
    pub fn save(&self, file: impl AsRef<Path>) -> Result<()> {
        let file = text::path(file.as_ref())?;
        // SAFETY: the tree is alive, the string lives during the call.
        match unsafe { ffi::zconfig_save(self.0.as_ptr(), file.as_ptr()) } {
            0 => Ok(()),
            _ => Err(Error::last()),
        }
    }

    /// Sets the value at a path such as `server/timeout`; items on the way are made.
    pub fn put(&mut self, path: &str, value: &str) -> Result<()> {
        let (path, value) = (text::to_c(path)?, text::to_c(value)?);
        // SAFETY: the tree is alive, and no item is borrowed; strings are copied.
        unsafe { ffi::zconfig_put(self.0.as_ptr(), path.as_ptr(), value.as_ptr()) }
        Ok(())
    }

    /// The value at a path; `None` if there is no such item, empty if it has no value.
    pub fn get(&self, path: &str) -> Option<String> {
        self.root().find(path).map(ConfigItem::value)
    }

    /// The root.
    pub fn root(&self) -> ConfigItem<'_> {
        ConfigItem {
            item: self.0,
            tree: PhantomData,
        }
    }
}

impl Drop for Config {
    fn drop(&mut self) {
        // SAFETY: the tree is this value's own, and no item is borrowed.
        unsafe { ffi::zconfig_destroy(&mut self.0.as_ptr()) }
    }
}

impl<'c> ConfigItem<'c> {
    /// An item of the same tree; `None` for NULL.
    fn beside(self, item: *mut zconfig_t) -> Option<ConfigItem<'c>> {
        let (item, tree) = (NonNull::new(item)?, self.tree);
        Some(ConfigItem { item, tree })
    }

    /// The name, with U+FFFD in place of what is not UTF-8; empty if there is none.
    pub fn name(self) -> String {
        // SAFETY: the item is alive, as its tree is borrowed; its string is copied at once.
        unsafe { text::lossy(ffi::zconfig_name(self.item.as_ptr())) }.unwrap_or_default()
    }

    /// The value, as [`ConfigItem::name`].
    pub fn value(self) -> String {
        // SAFETY: the item is alive, as its tree is borrowed; its string is copied at once.
        unsafe { text::lossy(ffi::zconfig_value(self.item.as_ptr())) }.unwrap_or_default()
    }

    /// The item at a path below this one.
    pub fn find(self, path: &str) -> Option<ConfigItem<'c>> {
        let path = text::to_c(path).ok()?;
        // SAFETY: the item is alive, as its tree is borrowed; the result is in the same tree.
        self.beside(unsafe { ffi::zconfig_locate(self.item.as_ptr(), path.as_ptr()) })
    }

    /// The items directly below this one, in their order.
    pub fn children(self) -> impl Iterator<Item = ConfigItem<'c>> {
        // SAFETY: the item is alive, as its tree is borrowed; the result is in the same tree.
        let first = self.beside(unsafe { ffi::zconfig_child(self.item.as_ptr()) });
        std::iter::successors(first, |item| {
            // SAFETY: likewise.
            item.beside(unsafe { ffi::zconfig_next(item.item.as_ptr()) })
        })
    }
}
