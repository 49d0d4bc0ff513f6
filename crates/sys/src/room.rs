//! Room for a number of elements, which stay where they are.

use std::alloc::{self, Layout, handle_alloc_error};
use std::ops::{Deref, DerefMut, Range};
use std::ptr::{self, NonNull};

/// The size of the pages in which the system gives much memory, if it is asked to.
pub const LARGE_PAGE: usize = 2 << 20;

/// A vector that never grows. Much room comes from the system in large pages, where it has them:
/// to make the small ones takes longer than to fill them, and a processor that goes through them in
/// no order spends much of its time on finding them.
#[derive(Debug)]
pub struct Room<T> {
    start: NonNull<T>,
    len: u32,
    capacity: u32,
}

// SAFETY: it owns its elements.
unsafe impl<T: Send> Send for Room<T> {}
// SAFETY: as above.
unsafe impl<T: Sync> Sync for Room<T> {}

impl<T> Room<T> {
    /// Room for so many elements, at least one. Without memory the process ends.
    pub fn new(capacity: u32) -> Room<T> {
        assert!(capacity > 0 && size_of::<T>() > 0 && align_of::<T>() <= LARGE_PAGE);
        let layout = Self::layout(capacity);
        let memory = if layout.size() < LARGE_PAGE {
            // SAFETY: it is not of no size.
            unsafe { alloc::alloc(layout) }
        } else {
            mapped(layout.size().next_multiple_of(LARGE_PAGE)).unwrap_or(ptr::null_mut())
        };
        Room {
            start: NonNull::new(memory.cast()).unwrap_or_else(|| handle_alloc_error(layout)),
            len: 0,
            capacity,
        }
    }

    fn layout(capacity: u32) -> Layout {
        Layout::array::<T>(capacity as usize)
            .unwrap_or_else(|_| handle_alloc_error(Layout::new::<T>()))
    }

    /// True if there is no room for another element.
    #[inline(always)]
    pub fn is_full(&self) -> bool {
        self.len == self.capacity
    }

    /// Adds an element, for which there must be room.
    #[inline(always)]
    pub fn push(&mut self, element: T) -> &mut T {
        assert!(!self.is_full());
        // SAFETY: it is within the memory, and nothing is there yet.
        unsafe {
            let place = self.start.add(self.len as usize);
            place.write(element);
            self.len += 1;
            &mut *place.as_ptr()
        }
    }

    /// Removes all elements.
    pub fn clear(&mut self) {
        let elements = ptr::from_mut(&mut **self);
        self.len = 0;
        // SAFETY: nobody else gets at them again.
        unsafe { ptr::drop_in_place(elements) };
    }

    /// Takes all elements out, in order.
    pub fn drain(mut self) -> Drain<T> {
        let len = std::mem::take(&mut self.len);
        Drain {
            room: self,
            places: 0..len,
        }
    }
}

/// The elements of a room that is no more.
pub struct Drain<T> {
    /// Empty by its length.
    room: Room<T>,
    /// Where elements are still.
    places: Range<u32>,
}

impl<T> Iterator for Drain<T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        let place = self.places.next()?;
        // SAFETY: an element is there, which is taken once.
        Some(unsafe { self.room.start.add(place as usize).read() })
    }
}

impl<T> Drop for Drain<T> {
    fn drop(&mut self) {
        self.for_each(drop);
    }
}

/// So much memory, of the system; nothing if there is none.
fn mapped(size: usize) -> Option<*mut u8> {
    let map = |size| {
        // SAFETY: new memory, which is nobody's yet.
        let memory = unsafe {
            libc::mmap(
                ptr::null_mut(),
                size,
                libc::PROT_READ | libc::PROT_WRITE,
                libc::MAP_PRIVATE | libc::MAP_ANONYMOUS,
                -1,
                0,
            )
        };
        (memory != libc::MAP_FAILED).then_some(memory.cast::<u8>())
    };
    let mut memory = map(size)?;
    if memory.addr() % LARGE_PAGE != 0 {
        // Systems of before 2024 do not see to it that it begins where large pages do.
        unmap(memory, size);
        let more = map(size + LARGE_PAGE)?;
        let before = memory_before_large_page(more);
        memory = more.wrapping_add(before);
        unmap(more, before);
        unmap(memory.wrapping_add(size), LARGE_PAGE - before);
    }
    // SAFETY: it is a hint; the result does not matter.
    unsafe { libc::madvise(memory.cast(), size, libc::MADV_HUGEPAGE) };
    Some(memory)
}

fn memory_before_large_page(memory: *mut u8) -> usize {
    memory.addr().wrapping_neg() % LARGE_PAGE
}

fn unmap(memory: *mut u8, size: usize) {
    if size > 0 {
        // SAFETY: memory from `mapped`, which nobody uses any more.
        unsafe { libc::munmap(memory.cast(), size) };
    }
}

impl<T> Deref for Room<T> {
    type Target = [T];

    #[inline(always)]
    fn deref(&self) -> &[T] {
        // SAFETY: so many are there.
        unsafe { std::slice::from_raw_parts(self.start.as_ptr(), self.len as usize) }
    }
}

impl<T> DerefMut for Room<T> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut [T] {
        // SAFETY: so many are there.
        unsafe { std::slice::from_raw_parts_mut(self.start.as_ptr(), self.len as usize) }
    }
}

impl<T: Clone> Clone for Room<T> {
    fn clone(&self) -> Room<T> {
        let mut copy = Room::new(self.capacity);
        for element in self.iter() {
            copy.push(element.clone());
        }
        copy
    }
}

impl<T> Drop for Room<T> {
    fn drop(&mut self) {
        self.clear();
        let layout = Self::layout(self.capacity);
        let memory = self.start.as_ptr().cast();
        if layout.size() < LARGE_PAGE {
            // SAFETY: it came from there, with this layout.
            unsafe { alloc::dealloc(memory, layout) };
        } else {
            unmap(memory, layout.size().next_multiple_of(LARGE_PAGE));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::rc::Rc;

    #[test]
    fn elements_come_and_go() {
        let witness = Rc::new(());
        let large = (LARGE_PAGE / size_of::<Rc<()>>()) as u32;
        for capacity in [1, 10, large - 1, large, 2 * large + 1] {
            let count = capacity as usize;
            let mut room = Room::new(capacity);
            for _ in 0..count {
                assert!(!room.is_full());
                assert!(Rc::ptr_eq(room.push(witness.clone()), &witness));
            }
            assert!(room.is_full() && room.len() == count);
            assert!(room.iter().all(|element| Rc::ptr_eq(element, &witness)));
            let mut rest = room.clone().drain();
            assert_eq!(Rc::strong_count(&witness), 2 * count + 1);
            assert!(rest.next().is_some());
            drop(rest);
            assert_eq!(Rc::strong_count(&witness), count + 1);
            room.clear();
            assert_eq!(Rc::strong_count(&witness), 1);
            room.push(witness.clone());
            drop(room);
            assert_eq!(Rc::strong_count(&witness), 1);
        }
    }

    #[test]
    fn much_room_begins_with_a_large_page() {
        for pages in [1, 3, 2] {
            let room = Room::<[u8; 64]>::new((pages * LARGE_PAGE / 64) as u32);
            assert_eq!(room.start.addr().get() % LARGE_PAGE, 0);
        }
    }
}
