//! Elements by number, which never move: others may keep their addresses.
//!
//! The elements are in slabs, vectors that are never filled beyond the capacity they were made with,
//! so growing copies nothing. Numbers ascend with gaps: those of a slab begin at a multiple of
//! [`Slabs::LIMIT`], so that a shift and a mask find an element.

/// The number of elements of the first slab. Each slab has twice as many as the one before it, up to
/// [`Slabs::LIMIT`].
const FIRST: usize = 8;

/// The most bytes of a slab.
const MOST_BYTES: usize = 4 << 20;

/// Elements by number, whose addresses stay.
#[derive(Clone, Debug)]
pub struct Slabs<T> {
    slabs: Vec<Vec<T>>,
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
    const LIMIT: usize = 1 << (MOST_BYTES / size_of::<T>()).ilog2();

    /// The slab of an element, and where it is in there.
    #[inline(always)]
    const fn location(number: u32) -> (usize, usize) {
        (number as usize / Self::LIMIT, number as usize % Self::LIMIT)
    }

    /// The number of the element that will be added next, which is higher than those before.
    #[inline(always)]
    pub fn upcoming(&mut self) -> u32 {
        if self.slabs.last().is_none_or(is_full) {
            self.push_slab();
        }
        let before = (self.slabs.len() - 1) * Self::LIMIT;
        before as u32 + self.slabs.last().map_or(0, Vec::len) as u32
    }

    /// Adds the element whose number [`Slabs::upcoming`] gave.
    #[inline(always)]
    pub fn push(&mut self, element: T) -> &mut T {
        let last = self.slabs.len() - 1;
        let slab = &mut self.slabs[last];
        assert!(!is_full(slab));
        slab.push_mut(element)
    }

    #[cold]
    fn push_slab(&mut self) {
        let slab = self.slabs.len();
        assert!(slab < Self::NONE as usize / Self::LIMIT, "too many items");
        let doublings = (Self::LIMIT / FIRST).ilog2() as usize;
        let capacity = FIRST << slab.min(doublings);
        self.slabs.push(Vec::with_capacity(capacity));
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

    /// Removes all elements, and frees all slabs but the first.
    pub fn clear(&mut self) {
        self.slabs.truncate(1);
        self.slabs.iter_mut().for_each(Vec::clear);
    }

    /// Takes all elements out, by their numbers.
    pub fn drain(&mut self) -> impl Iterator<Item = T> + use<T> {
        std::mem::take(self).slabs.into_iter().flatten()
    }
}

fn is_full<T>(slab: &Vec<T>) -> bool {
    slab.len() == slab.capacity()
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
                let [number, own] = [add(&mut copy, element), add(&mut slabs, element + 1)];
                assert_eq!([copy[number], slabs[own]], [element, element + 1]);
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
