//! Storage whose elements stay where they are.

/// The number of elements of a block, a power of two.
const SIZE: usize = 8;

/// Elements by number. They never move, so C programs may keep their addresses; and growing
/// copies nothing.
#[derive(Clone, Debug)]
pub struct Blocks<T> {
    blocks: Vec<Box<[T; SIZE]>>,
    len: usize,
}

impl<T> Default for Blocks<T> {
    fn default() -> Blocks<T> {
        Blocks {
            blocks: Vec::new(),
            len: 0,
        }
    }
}

/// The block of an element, and where it is in there.
fn location(number: u32) -> (usize, usize) {
    (number as usize / SIZE, number as usize % SIZE)
}

impl<T: Default> Blocks<T> {
    /// No element has this number.
    pub const NONE: u32 = u32::MAX;

    /// Adds an element; gives its number, which is one more than that of the last.
    pub fn push(&mut self, element: T) -> u32 {
        assert!(self.len < Self::NONE as usize - SIZE, "too many items");
        let number = self.len as u32;
        let (block, index) = location(number);
        if block == self.blocks.len() {
            self.blocks
                .push(Box::new(std::array::from_fn(|_| T::default())));
        }
        self.blocks[block][index] = element;
        self.len += 1;
        number
    }

    /// An element. There may be some with higher numbers than any that was given; they have their
    /// default.
    pub fn get(&self, number: u32) -> Option<&T> {
        let (block, index) = location(number);
        Some(&self.blocks.get(block)?[index])
    }

    /// As [`Blocks::get`], to change it.
    pub fn get_mut(&mut self, number: u32) -> Option<&mut T> {
        let (block, index) = location(number);
        Some(&mut self.blocks.get_mut(block)?[index])
    }

    /// Removes all elements, and gives most of the memory back.
    pub fn clear(&mut self) {
        self.blocks.truncate(1);
        for block in &mut self.blocks {
            block.fill_with(T::default);
        }
        self.len = 0;
    }

    /// Takes all elements out, by their numbers.
    pub fn drain(&mut self) -> impl Iterator<Item = T> + use<T> {
        let Blocks { blocks, len } = std::mem::take(self);
        let elements = blocks.into_iter().flat_map(|block| *block);
        elements.take(len)
    }
}

impl<T> std::ops::Index<u32> for Blocks<T> {
    type Output = T;

    fn index(&self, number: u32) -> &T {
        let (block, index) = location(number);
        &self.blocks[block][index]
    }
}

impl<T> std::ops::IndexMut<u32> for Blocks<T> {
    fn index_mut(&mut self, number: u32) -> &mut T {
        let (block, index) = location(number);
        &mut self.blocks[block][index]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_have_their_numbers_and_stay() {
        let mut blocks = Blocks::default();
        let mut addresses = Vec::new();
        for round in 1..3 {
            for number in 0..1000 {
                assert_eq!(blocks.push(number + round), number);
                addresses.push(&raw const blocks[number]);
            }
            for number in 0..1000 {
                assert_eq!(blocks.get(number), Some(&(number + round)));
                assert!(std::ptr::eq(&blocks[number], addresses[number as usize]));
            }
            assert_eq!(blocks.get(1000 + SIZE as u32), None);
            assert_eq!(blocks.get(Blocks::<u32>::NONE), None);
            addresses.clear();
            blocks.clear();
            assert_eq!(blocks.get(0), Some(&0));
            assert_eq!(blocks.get(SIZE as u32), None);
        }
        (0..100).for_each(|number| assert_eq!(blocks.push(number), number));
        assert!(blocks.drain().eq(0..100));
        assert_eq!(blocks.push(3), 0);
    }
}
