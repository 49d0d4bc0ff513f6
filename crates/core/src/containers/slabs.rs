//! Storage whose elements stay where they are.

use czmq_sys::room::{LARGE_PAGE, Room};

/// The number of elements of the first slab. Each slab has twice as many as the one before it, up to
/// [`Slabs::LIMIT`].
const FIRST: u32 = 8;

/// The most bytes of a slab: a few of the pages in which the system gives much memory at once.
const MOST_BYTES: usize = 4 << 20;

/// Elements by number. They never move, so C programs may keep their addresses; and growing
/// copies nothing.
///
/// Numbers ascend, and leave some out: they begin in each slab at a multiple of [`Slabs::LIMIT`], so
/// that little has to be done to find an element.
#[derive(Clone, Debug)]
pub struct Slabs<T> {
    /// None has ever more elements than it had room for at first. There are so few of them that
    /// finding one waits for little.
    slabs: Vec<Room<T>>,
}

impl<T> Default for Slabs<T> {
    fn default() -> Slabs<T> {
        Slabs { slabs: Vec::new() }
    }
}

impl<T> Slabs<T> {
    /// No element has this number.
    pub const NONE: u32 = u32::MAX;

    /// The most elements of a slab, a power of two.
    const LIMIT: usize = 1 << (MOST_BYTES / size_of::<T>()).next_power_of_two().ilog2();

    /// The number of elements of a slab.
    const fn room(slab: usize) -> u32 {
        let most = (MOST_BYTES / size_of::<T>()) as u32;
        let few = slab < (most / FIRST).ilog2() as usize;
        if few && size_of::<T>() * ((FIRST << slab) as usize) < LARGE_PAGE {
            FIRST << slab
        } else {
            most
        }
    }

    /// The slab of an element, and where it is in there.
    #[inline(always)]
    const fn location(number: u32) -> (usize, usize) {
        (number as usize / Self::LIMIT, number as usize % Self::LIMIT)
    }

    /// The number of the element that will be added next, which is higher than those before.
    #[inline(always)]
    pub fn upcoming(&mut self) -> u32 {
        if self.slabs.last().is_none_or(Room::is_full) {
            self.push_slab();
        }
        let before = (self.slabs.len() - 1) * Self::LIMIT;
        before as u32 + self.slabs.last().map_or(0, |slab| slab.len() as u32)
    }

    /// Adds the element whose number [`Slabs::upcoming`] gave.
    #[inline(always)]
    pub fn push(&mut self, element: T) -> &mut T {
        let last = self.slabs.len() - 1;
        self.slabs[last].push(element)
    }

    /// The elements of a slab from one on.
    pub fn stretch(&self, number: u32) -> &[T] {
        let (slab, index) = Self::location(number);
        let slab = self.slabs.get(slab);
        slab.and_then(|slab| slab.get(index..)).unwrap_or_default()
    }

    #[cold]
    fn push_slab(&mut self) {
        let slab = self.slabs.len();
        assert!(slab < Self::NONE as usize / Self::LIMIT, "too many items");
        self.slabs.push(Room::new(Self::room(slab)));
    }

    /// An element.
    #[inline]
    pub fn get(&self, number: u32) -> Option<&T> {
        let (slab, index) = Self::location(number);
        self.slabs.get(slab)?.get(index)
    }

    /// An element, to change it.
    #[inline]
    pub fn get_mut(&mut self, number: u32) -> Option<&mut T> {
        let (slab, index) = Self::location(number);
        self.slabs.get_mut(slab)?.get_mut(index)
    }

    /// Removes all elements, and gives most of the memory back.
    pub fn clear(&mut self) {
        self.slabs.truncate(1);
        self.slabs.iter_mut().for_each(Room::clear);
    }

    /// Takes all elements out, by their numbers.
    pub fn drain(&mut self) -> impl Iterator<Item = T> + use<T> {
        std::mem::take(self).slabs.into_iter().flat_map(Room::drain)
    }
}

impl<T> std::ops::Index<u32> for Slabs<T> {
    type Output = T;

    #[inline]
    fn index(&self, number: u32) -> &T {
        let (slab, index) = Self::location(number);
        &self.slabs[slab][index]
    }
}

impl<T> std::ops::IndexMut<u32> for Slabs<T> {
    #[inline]
    fn index_mut(&mut self, number: u32) -> &mut T {
        let (slab, index) = Self::location(number);
        &mut self.slabs[slab][index]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn add<T>(slabs: &mut Slabs<T>, element: T) -> u32 {
        let number = slabs.upcoming();
        slabs.push(element);
        number
    }

    #[test]
    fn slabs_grow_up_to_a_limit() {
        let mut slabs = Slabs::default();
        let numbers: Vec<u32> = (0..MOST_BYTES)
            .map(|element| add(&mut slabs, element))
            .collect();
        assert!(numbers.is_sorted_by(|one, other| one < other));
        let sizes: Vec<usize> = slabs.slabs.iter().map(|slab| slab.len()).collect();
        assert_eq!(sizes[..3], [8, 16, 32]);
        let (_, full) = sizes.split_last().unwrap();
        assert!(full.is_sorted() && full.ends_with(&[MOST_BYTES / size_of::<usize>(); 3]));
        assert!(
            numbers
                .iter()
                .zip(0..)
                .all(|(&at, element)| slabs[at] == element)
        );
    }

    #[test]
    fn elements_have_their_numbers_and_stay() {
        let mut slabs = Slabs::default();
        for round in 1..3 {
            let numbers: Vec<u32> = (0..1000)
                .map(|element| add(&mut slabs, element + round))
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
                let [number, own] = [add(&mut copy, element), add(&mut slabs, element)];
                assert_eq!(number, own);
                assert_eq!(copy[number], element);
            }
            assert_eq!(first_and_last.map(|number| &raw const copy[number]), places);
            assert_eq!(slabs.get(Slabs::<i32>::NONE), None);
            slabs.clear();
            assert_eq!(slabs.get(0), None);
        }
        let numbers: Vec<u32> = (0..100).map(|element| add(&mut slabs, element)).collect();
        assert_eq!(numbers[0], 0);
        assert!(slabs.drain().eq(0..100));
        assert_eq!(add(&mut slabs, 3), 0);
    }
}
