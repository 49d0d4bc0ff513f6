//! Storage whose elements stay where they are, for many that are looked for in no order.
//!
//! As [`super::blocks`], in larger pieces: where to find an element is then nearly always in the
//! cache, though it takes some instructions more.

/// The number of elements of the first slab, a power of two. Each slab has twice as many as the
/// one before it, up to a limit.
const SIZE: usize = 8;

/// The most elements of a slab. Memory for many more comes from the system each time, and slowly.
const LIMIT: usize = 1024;

/// The number of the last of the slabs that grow.
const LAST: usize = (LIMIT / SIZE).ilog2() as usize;

/// Elements by number. They never move, so C programs may keep their addresses; and growing
/// copies nothing.
#[derive(Debug)]
pub struct Slabs<T> {
    /// None has ever more elements than it had room for at first. There are so few of them that
    /// finding one waits for little.
    slabs: Vec<Vec<T>>,
    len: usize,
}

impl<T> Default for Slabs<T> {
    fn default() -> Slabs<T> {
        Slabs {
            slabs: Vec::new(),
            len: 0,
        }
    }
}

impl<T: Clone> Clone for Slabs<T> {
    fn clone(&self) -> Slabs<T> {
        let mut copy = Slabs::default();
        for element in self.slabs.iter().flatten() {
            copy.push(element.clone());
        }
        copy
    }
}

/// The slab of an element, and where it is in there.
fn location(number: u32) -> (usize, usize) {
    let place = number as usize + SIZE;
    if place >= LIMIT {
        return (LAST - 1 + place / LIMIT, place % LIMIT);
    }
    let slab = (place / SIZE).ilog2() as usize;
    (slab, place - (SIZE << slab))
}

impl<T> Slabs<T> {
    /// No element has this number.
    pub const NONE: u32 = u32::MAX;

    /// Adds an element; gives its number, which is one more than that of the last.
    pub fn push(&mut self, element: T) -> u32 {
        assert!(self.len < Self::NONE as usize, "too many items");
        let number = self.len as u32;
        let (slab, _) = location(number);
        if slab == self.slabs.len() {
            self.slabs.push(Vec::with_capacity(SIZE << slab.min(LAST)));
        }
        self.slabs[slab].push(element);
        self.len += 1;
        number
    }

    /// An element.
    pub fn get(&self, number: u32) -> Option<&T> {
        let (slab, index) = location(number);
        self.slabs.get(slab)?.get(index)
    }

    /// An element, to change it.
    pub fn get_mut(&mut self, number: u32) -> Option<&mut T> {
        let (slab, index) = location(number);
        self.slabs.get_mut(slab)?.get_mut(index)
    }

    /// Removes all elements, and gives most of the memory back.
    pub fn clear(&mut self) {
        self.slabs.truncate(1);
        self.slabs.iter_mut().for_each(Vec::clear);
        self.len = 0;
    }

    /// Takes all elements out, by their numbers.
    pub fn drain(&mut self) -> impl Iterator<Item = T> + use<T> {
        std::mem::take(self).slabs.into_iter().flatten()
    }
}

impl<T> std::ops::Index<u32> for Slabs<T> {
    type Output = T;

    fn index(&self, number: u32) -> &T {
        let (slab, index) = location(number);
        &self.slabs[slab][index]
    }
}

impl<T> std::ops::IndexMut<u32> for Slabs<T> {
    fn index_mut(&mut self, number: u32) -> &mut T {
        let (slab, index) = location(number);
        &mut self.slabs[slab][index]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slabs_follow_each_other() {
        let mut expected = (0, 0);
        for number in 0..10 * LIMIT as u32 {
            assert_eq!(location(number), expected);
            expected.1 += 1;
            if expected.1 == SIZE << expected.0.min(LAST) {
                expected = (expected.0 + 1, 0);
            }
        }
    }

    #[test]
    fn elements_have_their_numbers_and_stay() {
        let mut slabs = Slabs::default();
        let mut addresses = Vec::new();
        for round in 1..3 {
            for number in 0..1000 {
                assert_eq!(slabs.push(number + round), number);
                addresses.push(&raw const slabs[number]);
            }
            for number in 0..1000 {
                assert_eq!(slabs.get(number), Some(&(number + round)));
                assert!(std::ptr::eq(&slabs[number], addresses[number as usize]));
            }
            assert_eq!(slabs.get(1000), None);
            // A copy keeps to itself, and its elements stay too.
            let mut copy = slabs.clone();
            let first_and_last = [&raw const copy[0], &raw const copy[999]];
            (0..1000).for_each(|number| assert_eq!(copy.push(number), 1000 + number));
            assert_eq!([&raw const copy[0], &raw const copy[999]], first_and_last);
            assert_eq!(slabs.get(Slabs::<u32>::NONE), None);
            addresses.clear();
            slabs.clear();
            assert_eq!(slabs.get(0), None);
        }
        (0..100).for_each(|number| assert_eq!(slabs.push(number), number));
        assert!(slabs.drain().eq(0..100));
        assert_eq!(slabs.push(3), 0);
    }
}
