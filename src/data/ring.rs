//! A list with handles: nodes that stay where they are, and a cursor.

/// The mark at the head of a live node.
pub const LIVE: u32 = 0xCAFE_0006;

/// The mark of a node that is not in use.
const FREE: u32 = 0xDEAD_BEEF;

/// No node.
const NONE: u32 = u32::MAX;

/// The number of nodes in the first block; each further block has twice as many as the one before.
const FIRST_BLOCK: usize = 16;

/// Where an item is in its list. It names the same node until that is detached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place(u32);

/// A node, whose address is a handle on it for C programs. They may read the mark.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Node<T> {
    mark: u32,
    place: u32,
    prev: u32,
    next: u32,
    item: T,
}

impl<T: Copy> Node<T> {
    /// Where it is in its list.
    pub fn place(&self) -> Place {
        Place(self.place)
    }

    /// Its item.
    pub fn item(&self) -> T {
        self.item
    }
}

/// Items in order, and a cursor for walking them, which stands on an item or on none.
#[derive(Debug)]
pub struct Ring<T> {
    /// Blocks never move, and with them the nodes.
    blocks: Vec<Box<[Node<T>]>>,
    free: u32,
    first: u32,
    last: u32,
    len: usize,
    cursor: Option<Place>,
}

impl<T: Copy> Default for Ring<T> {
    fn default() -> Ring<T> {
        Ring {
            blocks: Vec::new(),
            free: NONE,
            first: NONE,
            last: NONE,
            len: 0,
            cursor: None,
        }
    }
}

/// The block of a node, and where it is in there.
fn location(place: u32) -> (usize, usize) {
    let nth = place as usize + FIRST_BLOCK;
    let block = (nth / FIRST_BLOCK).ilog2() as usize;
    (block, nth - (FIRST_BLOCK << block))
}

impl<T: Copy> Ring<T> {
    /// An empty list.
    pub fn new() -> Ring<T> {
        Ring::default()
    }

    /// The number of items.
    pub fn len(&self) -> usize {
        self.len
    }

    /// True without items.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    fn slot(&self, at: u32) -> Option<&Node<T>> {
        let (block, index) = location(at);
        self.blocks.get(block)?.get(index)
    }

    fn slot_mut(&mut self, at: u32) -> Option<&mut Node<T>> {
        let (block, index) = location(at);
        self.blocks.get_mut(block)?.get_mut(index)
    }

    /// The node at a place.
    pub fn node(&self, place: Place) -> Option<&Node<T>> {
        self.slot(place.0).filter(|node| node.mark == LIVE)
    }

    /// The item at a place.
    pub fn get(&self, place: Place) -> Option<T> {
        self.node(place).map(|node| node.item)
    }

    /// Lets the items at two places change places.
    pub fn swap(&mut self, one: Place, other: Place) {
        if let (Some(first), Some(second)) = (self.get(one), self.get(other)) {
            for (place, item) in [(one, second), (other, first)] {
                if let Some(node) = self.slot_mut(place.0) {
                    node.item = item;
                }
            }
        }
    }

    /// The first place.
    pub fn first(&self) -> Option<Place> {
        place(self.first)
    }

    /// The last place.
    pub fn last(&self) -> Option<Place> {
        place(self.last)
    }

    /// The place after one, or the first.
    pub fn after(&self, at: Option<Place>) -> Option<Place> {
        match at {
            Some(at) => place(self.node(at)?.next),
            None => self.first(),
        }
    }

    /// The place before one, or the last.
    pub fn before(&self, at: Option<Place>) -> Option<Place> {
        match at {
            Some(at) => place(self.node(at)?.prev),
            None => self.last(),
        }
    }

    /// The items in order.
    pub fn iter(&self) -> impl Iterator<Item = T> {
        let mut at = self.first;
        std::iter::from_fn(move || {
            let node = self.slot(at)?;
            at = node.next;
            Some(node.item)
        })
    }

    /// The place at the cursor.
    pub fn cursor(&self) -> Option<Place> {
        self.cursor
    }

    /// Puts the cursor somewhere.
    pub fn set_cursor(&mut self, cursor: Option<Place>) {
        self.cursor = cursor;
    }

    /// Adds an item before a place, or at the end.
    pub fn insert(&mut self, item: T, before: Option<Place>) -> Place {
        if self.free == NONE {
            self.add_block(item);
        }
        let at = self.free;
        if let Some(node) = self.slot_mut(at) {
            node.mark = LIVE;
            node.item = item;
            self.free = std::mem::replace(&mut node.next, NONE);
        }
        self.link(at, before);
        self.len += 1;
        Place(at)
    }

    fn add_block(&mut self, filler: T) {
        let size = FIRST_BLOCK << self.blocks.len();
        let start = size - FIRST_BLOCK;
        assert!(start + size < NONE as usize, "too many items");
        let node = |index| {
            let place = (start + index) as u32;
            Node {
                mark: FREE,
                place,
                prev: NONE,
                next: if index + 1 < size { place + 1 } else { NONE },
                item: filler,
            }
        };
        self.blocks.push((0..size).map(node).collect());
        self.free = start as u32;
    }

    fn link(&mut self, at: u32, before: Option<Place>) {
        let before = before.filter(|&place| self.node(place).is_some());
        let next = before.map_or(NONE, |place| place.0);
        let prev = self.before(before).map_or(NONE, |place| place.0);
        if let Some(node) = self.slot_mut(at) {
            (node.prev, node.next) = (prev, next);
        }
        *self.next_of(prev) = at;
        *self.prev_of(next) = at;
    }

    fn unlink(&mut self, at: u32) {
        if let Some(&Node { prev, next, .. }) = self.slot(at) {
            *self.next_of(prev) = next;
            *self.prev_of(next) = prev;
        }
    }

    /// What says which node follows: the one before, or the list.
    fn next_of(&mut self, at: u32) -> &mut u32 {
        let (block, index) = location(at);
        match self.blocks.get_mut(block) {
            Some(nodes) => &mut nodes[index].next,
            None => &mut self.first,
        }
    }

    /// What says which node precedes: the one behind, or the list.
    fn prev_of(&mut self, at: u32) -> &mut u32 {
        let (block, index) = location(at);
        match self.blocks.get_mut(block) {
            Some(nodes) => &mut nodes[index].prev,
            None => &mut self.last,
        }
    }

    /// Takes an item off. A cursor on it moves to the place before.
    pub fn detach(&mut self, place: Place) -> Option<T> {
        let prev = self.node(place)?.prev;
        self.unlink(place.0);
        if self.cursor == Some(place) {
            self.cursor = self::place(prev);
        }
        let free = std::mem::replace(&mut self.free, place.0);
        self.len -= 1;
        let node = self.slot_mut(place.0)?;
        node.mark = FREE;
        node.next = free;
        Some(node.item)
    }

    /// Moves an item before another place, or to the end. The cursor stays on its item.
    pub fn move_before(&mut self, place: Place, before: Option<Place>) {
        if before != Some(place) && self.node(place).is_some() {
            self.unlink(place.0);
            self.link(place.0, before);
        }
    }

    /// Gives the memory of an empty list back.
    pub fn shrink(&mut self) {
        if self.is_empty() {
            *self = Ring::default();
        }
    }
}

fn place(at: u32) -> Option<Place> {
    (at != NONE).then_some(Place(at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn places_are_in_blocks_side_by_side() {
        let mut expected = (0, 0);
        for place in 0..100_000 {
            assert_eq!(location(place), expected);
            expected.1 += 1;
            if expected.1 == FIRST_BLOCK << expected.0 {
                expected = (expected.0 + 1, 0);
            }
        }
        assert!(location(NONE).0 > 27);
    }

    #[test]
    fn nodes_stay_where_they_are() {
        let mut ring = Ring::new();
        let place = ring.insert(7, None);
        let address: *const Node<i32> = ring.node(place).unwrap();
        (0..10_000).for_each(|item| {
            ring.insert(item, None);
        });
        assert!(std::ptr::eq(address, ring.node(place).unwrap()));
        assert_eq!(ring.detach(place), Some(7));
        assert!(ring.node(place).is_none());
        assert_eq!(ring.detach(place), None);
    }

    proptest! {
        #[test]
        fn it_is_a_list(
            changes in proptest::collection::vec((0..6u8, any::<prop::sample::Index>(), any::<prop::sample::Index>()), 0..200)
        ) {
            let mut ring = Ring::new();
            let mut list: Vec<(Place, usize)> = Vec::new();
            for (item, (change, one, other)) in changes.into_iter().enumerate() {
                let before = other.index(list.len() + 1);
                let before_place = list.get(before).map(|&(place, _)| place);
                if change < 3 || list.is_empty() {
                    list.insert(before, (ring.insert(item, before_place), item));
                } else if change == 3 {
                    let (place, own) = list.remove(one.index(list.len()));
                    prop_assert_eq!(ring.detach(place), Some(own));
                } else if change == 4 {
                    let from = one.index(list.len());
                    ring.move_before(list[from].0, before_place);
                    let moved = list.remove(from);
                    list.insert(if before > from { before - 1 } else { before }, moved);
                } else {
                    let (one, other) = (one.index(list.len()), other.index(list.len()));
                    ring.swap(list[one].0, list[other].0);
                    let item = list[one].1;
                    list[one].1 = list[other].1;
                    list[other].1 = item;
                }
                let items: Vec<usize> = list.iter().map(|&(_, item)| item).collect();
                prop_assert_eq!(ring.iter().collect::<Vec<_>>(), items.clone());
                let mut back = Vec::new();
                let mut at = ring.last();
                while let Some(place) = at {
                    back.insert(0, ring.get(place).unwrap());
                    at = ring.before(at);
                }
                prop_assert_eq!(back, items);
                prop_assert_eq!(ring.len(), list.len());
            }
        }
    }
}
