//! Storage whose elements stay where they are.

/// The number of elements of the first slab. Each slab has twice as many as the one before it, up to
/// [`LIMIT`].
const FIRST: usize = 8;

/// The most elements of a slab, a power of two. Memory for many more comes from the system each
/// time, and slowly.
const LIMIT: usize = 1024;

/// The number of elements of a slab.
const fn room(slab: usize) -> usize {
    let doublings = (LIMIT / FIRST).ilog2() as usize;
    if slab < doublings {
        FIRST << slab
    } else {
        LIMIT
    }
}

/// Elements by number. They never move, so C programs may keep their addresses; and growing
/// copies nothing.
///
/// Numbers ascend, and leave some out: they begin in each slab at a multiple of [`LIMIT`], so that
/// little has to be done to find an element.
#[derive(Debug)]
pub struct Slabs<T> {
    /// None has ever more elements than it had room for at first. There are so few of them that
    /// finding one waits for little.
    slabs: Vec<Vec<T>>,
}

impl<T> Default for Slabs<T> {
    fn default() -> Slabs<T> {
        Slabs { slabs: Vec::new() }
    }
}

impl<T: Clone> Clone for Slabs<T> {
    fn clone(&self) -> Slabs<T> {
        let copy = |(slab, elements): (usize, &Vec<T>)| {
            let mut copy = Vec::with_capacity(room(slab));
            copy.extend_from_slice(elements);
            copy
        };
        Slabs {
            slabs: self.slabs.iter().enumerate().map(copy).collect(),
        }
    }
}

/// The slab of an element, and where it is in there.
#[inline(always)]
fn location(number: u32) -> (usize, usize) {
    (number as usize / LIMIT, number as usize % LIMIT)
}

impl<T> Slabs<T> {
    /// No element has this number.
    pub const NONE: u32 = u32::MAX;

    /// Adds an element; gives its number, which is higher than those before.
    pub fn push(&mut self, element: T) -> u32 {
        self.push_with(|_| element)
    }

    /// Adds an element, which is made of its number; gives that.
    #[inline]
    pub fn push_with(&mut self, element: impl FnOnce(u32) -> T) -> u32 {
        let full = |slab: &Vec<T>| slab.len() == slab.capacity();
        if self.slabs.last().is_none_or(full) {
            self.push_slab();
        }
        let last = self.slabs.len() - 1;
        let slab = &mut self.slabs[last];
        let number = (last * LIMIT + slab.len()) as u32;
        slab.push(element(number));
        number
    }

    #[cold]
    fn push_slab(&mut self) {
        let slab = self.slabs.len();
        assert!(slab < Self::NONE as usize / LIMIT, "too many items");
        let mut elements = Vec::new();
        elements.reserve_exact(room(slab));
        self.slabs.push(elements);
    }

    /// An element.
    #[inline]
    pub fn get(&self, number: u32) -> Option<&T> {
        let (slab, index) = location(number);
        self.slabs.get(slab)?.get(index)
    }

    /// An element, to change it.
    #[inline]
    pub fn get_mut(&mut self, number: u32) -> Option<&mut T> {
        let (slab, index) = location(number);
        self.slabs.get_mut(slab)?.get_mut(index)
    }

    /// Removes all elements, and gives most of the memory back.
    pub fn clear(&mut self) {
        self.slabs.truncate(1);
        self.slabs.iter_mut().for_each(Vec::clear);
    }

    /// Takes all elements out, by their numbers.
    pub fn drain(&mut self) -> impl Iterator<Item = T> + use<T> {
        std::mem::take(self).slabs.into_iter().flatten()
    }
}

impl<T> std::ops::Index<u32> for Slabs<T> {
    type Output = T;

    #[inline]
    fn index(&self, number: u32) -> &T {
        let (slab, index) = location(number);
        &self.slabs[slab][index]
    }
}

impl<T> std::ops::IndexMut<u32> for Slabs<T> {
    #[inline]
    fn index_mut(&mut self, number: u32) -> &mut T {
        let (slab, index) = location(number);
        &mut self.slabs[slab][index]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slabs_grow_up_to_a_limit() {
        let mut slabs = Slabs::default();
        let numbers: Vec<u32> = (0..10 * LIMIT).map(|element| slabs.push(element)).collect();
        assert!(numbers.is_sorted_by(|one, other| one < other));
        let sizes: Vec<usize> = slabs.slabs.iter().map(Vec::len).collect();
        assert_eq!(sizes[..9], [8, 16, 32, 64, 128, 256, 512, 1024, 1024]);
        assert!(sizes[9..sizes.len() - 1].iter().all(|&size| size == LIMIT));
        assert!(
            slabs
                .slabs
                .iter()
                .zip(0..)
                .all(|(slab, at)| slab.capacity() == room(at))
        );
    }

    #[test]
    fn elements_have_their_numbers_and_stay() {
        let mut slabs = Slabs::default();
        for round in 1..3 {
            let numbers: Vec<u32> = (0..1000)
                .map(|element| slabs.push(element + round))
                .collect();
            let addresses: Vec<_> = numbers.iter().map(|&at| &raw const slabs[at]).collect();
            for (element, &number) in (0..1000).zip(&numbers) {
                assert_eq!(slabs.get(number), Some(&(element + round)));
                assert!(std::ptr::eq(&slabs[number], addresses[element as usize]));
            }
            // A copy keeps to itself, and its elements stay too.
            let mut copy = slabs.clone();
            let first_and_last = [numbers[0], numbers[999]];
            let places = first_and_last.map(|number| &raw const copy[number]);
            for element in 0..1000 {
                let [number, own] = [copy.push(element), slabs.push(element)];
                assert_eq!(number, own);
                assert_eq!(copy[number], element);
            }
            assert_eq!(first_and_last.map(|number| &raw const copy[number]), places);
            assert_eq!(slabs.get(Slabs::<i32>::NONE), None);
            slabs.clear();
            assert_eq!(slabs.get(0), None);
        }
        let numbers: Vec<u32> = (0..100).map(|element| slabs.push(element)).collect();
        assert_eq!(numbers[0], 0);
        assert!(slabs.drain().eq(0..100));
        assert_eq!(slabs.push(3), 0);
    }
}
