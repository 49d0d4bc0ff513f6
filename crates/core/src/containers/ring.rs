//! A list with handles: nodes that stay where they are, and a cursor.

use super::slabs::Slabs;

/// The mark at the head of a node with an item.
pub const LIVE: u32 = 0xCAFE_0006;

/// The mark of another node.
const FREE: u32 = 0xDEAD_BEEF;

/// The node between the last and the first, which has no item.
const HEAD: u32 = 0;

/// Where an item is in its list. It names the same node until that is detached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RingPlace(u32);

/// A node, whose address may serve as a handle of it. The mark is the first that can be read there.
#[repr(C)]
#[derive(Clone, Debug)]
pub struct RingNode<T> {
    mark: u32,
    place: u32,
    prev: u32,
    next: u32,
    item: Option<T>,
}

impl<T> RingNode<T> {
    /// What stands between the last and the first of no items.
    fn head() -> RingNode<T> {
        RingNode {
            mark: FREE,
            place: HEAD,
            prev: HEAD,
            next: HEAD,
            item: None,
        }
    }
}

impl<T: Copy> RingNode<T> {
    /// Where it is in its list.
    pub fn place(&self) -> RingPlace {
        RingPlace(self.place)
    }

    /// Its item.
    pub fn item(&self) -> Option<T> {
        self.item
    }

    /// The place after it.
    pub fn after(&self) -> Option<RingPlace> {
        place(self.next)
    }
}

/// Items in order, and a cursor for walking them, which stands on an item or on none.
#[derive(Debug)]
pub struct Ring<T> {
    nodes: Slabs<RingNode<T>>,
    /// Nodes to use again, by their `next`.
    free: u32,
    len: usize,
    cursor: u32,
}

impl<T: Copy> Default for Ring<T> {
    fn default() -> Ring<T> {
        let mut ring = Ring {
            nodes: Slabs::default(),
            free: HEAD,
            len: 0,
            cursor: HEAD,
        };
        ring.push_head();
        ring
    }
}

fn place(at: u32) -> Option<RingPlace> {
    (at != HEAD).then_some(RingPlace(at))
}

fn number(at: Option<RingPlace>) -> u32 {
    at.map_or(HEAD, |place| place.0)
}

impl<T: Copy> Ring<T> {
    /// An empty list.
    pub fn new() -> Ring<T> {
        Ring::default()
    }

    fn push_head(&mut self) {
        self.nodes.upcoming();
        self.nodes.push(RingNode::head());
    }

    /// The number of items.
    pub fn len(&self) -> usize {
        self.len
    }

    /// True without items.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The node at a place, if that is one of the list.
    pub fn node(&self, place: RingPlace) -> Option<&RingNode<T>> {
        self.nodes.get(place.0).filter(|node| node.item.is_some())
    }

    /// The number of the node at a place, or of the head if there is none.
    fn live(&self, place: Option<RingPlace>) -> u32 {
        number(place.filter(|&place| self.node(place).is_some()))
    }

    /// The item at a place.
    pub fn get(&self, place: RingPlace) -> Option<T> {
        self.nodes.get(place.0)?.item
    }

    /// The item that was added so many additions after that at a place, or about that.
    #[inline]
    pub fn later(&self, place: RingPlace, additions: u32) -> Option<T> {
        self.nodes.get(place.0.wrapping_add(additions))?.item
    }

    /// The first item.
    pub fn head(&self) -> Option<T> {
        self.nodes[self.nodes[HEAD].next].item
    }

    /// The last item.
    pub fn tail(&self) -> Option<T> {
        self.nodes[self.nodes[HEAD].prev].item
    }

    /// The node after one, if it was added right after it, as most are. A processor that guesses so
    /// need not wait for the one to say which is next: walks are several times as fast.
    #[inline(always)]
    fn guess_after(&self, at: u32) -> Option<&RingNode<T>> {
        let node = self.nodes.get(at.wrapping_add(1))?;
        (node.prev == at && node.item.is_some()).then_some(node)
    }

    /// The place and the item after one, or the first; none if the place is not of the list.
    #[inline(always)]
    pub fn next_of(&self, at: Option<RingPlace>) -> Option<(RingPlace, T)> {
        let at = number(at);
        match self.guess_after(at) {
            Some(node) => Some((RingPlace(at + 1), node.item?)),
            None => self.linked_after(at),
        }
    }

    #[cold]
    fn linked_after(&self, at: u32) -> Option<(RingPlace, T)> {
        let node = self.nodes.get(at)?;
        if at != HEAD && node.item.is_none() {
            return None;
        }
        Some((RingPlace(node.next), self.nodes[node.next].item?))
    }

    /// The place after one, or the first.
    pub fn after(&self, at: Option<RingPlace>) -> Option<RingPlace> {
        place(self.nodes.get(number(at))?.next)
    }

    /// The place before one, or the last.
    pub fn before(&self, at: Option<RingPlace>) -> Option<RingPlace> {
        place(self.nodes.get(number(at))?.prev)
    }

    /// The items in order.
    pub fn iter(&self) -> impl Iterator<Item = T> {
        let mut at = HEAD;
        std::iter::from_fn(move || {
            at = self.nodes[at].next;
            self.nodes[at].item
        })
    }

    /// Gives the places other items, in order.
    pub fn replace(&mut self, items: impl IntoIterator<Item = T>) {
        let mut at = HEAD;
        for item in items {
            at = self.nodes[at].next;
            match &mut self.nodes[at].item {
                Some(own) => *own = item,
                None => break,
            }
        }
    }

    /// The place at the cursor.
    pub fn cursor(&self) -> Option<RingPlace> {
        place(self.cursor)
    }

    /// The item at the cursor.
    pub fn item(&self) -> Option<T> {
        self.nodes[self.cursor].item
    }

    /// Puts the cursor on an item, or on none.
    pub fn set_cursor(&mut self, cursor: Option<RingPlace>) {
        self.cursor = self.live(cursor);
    }

    /// Moves the cursor to the next item, or from none to the first, and gives the item; after the
    /// last there is none.
    #[expect(
        clippy::should_implement_trait,
        reason = "it is CZMQ's verb, and starts over"
    )]
    #[inline]
    pub fn next(&mut self) -> Option<T> {
        if let Some(node) = self.guess_after(self.cursor) {
            let item = node.item;
            self.cursor += 1;
            return item;
        }
        self.cursor = self.nodes[self.cursor].next;
        self.item()
    }

    /// Moves the cursor to the item before, or from none to the last, and gives the item; before
    /// the first there is none.
    pub fn prev(&mut self) -> Option<T> {
        self.cursor = self.nodes[self.cursor].prev;
        self.item()
    }

    /// Adds an item at the end; gives its node.
    #[inline(always)]
    pub fn append(&mut self, item: T) -> &RingNode<T> {
        self.insert_before(item, HEAD)
    }

    /// Adds an item before a place, or at the end; gives its node.
    pub fn insert(&mut self, item: T, before: Option<RingPlace>) -> &RingNode<T> {
        self.insert_before(item, self.live(before))
    }

    #[inline(always)]
    fn insert_before(&mut self, item: T, next: u32) -> &RingNode<T> {
        let at = if self.free == HEAD {
            self.nodes.upcoming()
        } else {
            self.free
        };
        let prev = std::mem::replace(&mut self.nodes[next].prev, at);
        self.nodes[prev].next = at;
        self.len += 1;
        let node = RingNode {
            mark: LIVE,
            place: at,
            prev,
            next,
            item: Some(item),
        };
        if self.free == HEAD {
            self.nodes.push(node)
        } else {
            let own = &mut self.nodes[at];
            self.free = std::mem::replace(own, node).next;
            own
        }
    }

    /// Puts one node behind another.
    fn join(&mut self, prev: u32, next: u32) {
        self.nodes[prev].next = next;
        self.nodes[next].prev = prev;
    }

    /// Takes an item off. A cursor on it moves to the place before.
    pub fn detach(&mut self, place: RingPlace) -> Option<T> {
        let node = self.nodes.get_mut(place.0)?;
        let item = node.item.take()?;
        node.mark = FREE;
        let (prev, next) = (node.prev, node.next);
        node.next = std::mem::replace(&mut self.free, place.0);
        self.join(prev, next);
        if self.cursor == place.0 {
            self.cursor = prev;
        }
        self.len -= 1;
        if self.len == 0 {
            // Nodes in the order of their removal would be slow to use again.
            self.nodes.clear();
            self.push_head();
            self.free = HEAD;
        }
        Some(item)
    }

    /// Moves an item before another place, or to the end. The cursor stays on its item.
    pub fn move_before(&mut self, place: RingPlace, before: Option<RingPlace>) {
        let before = self.live(before);
        if before != place.0 && self.node(place).is_some() {
            let RingNode { prev, next, .. } = self.nodes[place.0];
            self.join(prev, next);
            self.join(self.nodes[before].prev, place.0);
            self.join(place.0, before);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nodes_stay_where_they_are() {
        let mut ring = Ring::new();
        let place = ring.insert(7, None).place();
        let address: *const RingNode<i32> = ring.node(place).unwrap();
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
            let mut list: Vec<(RingPlace, usize)> = Vec::new();
            for (item, (change, one, other)) in changes.into_iter().enumerate() {
                let before = other.index(list.len() + 1);
                let before_place = list.get(before).map(|&(place, _)| place);
                if change < 3 || list.is_empty() {
                    list.insert(before, (ring.insert(item, before_place).place(), item));
                } else if change == 3 {
                    let (place, own) = list.remove(one.index(list.len()));
                    prop_assert_eq!(ring.detach(place), Some(own));
                } else if change == 4 {
                    let from = one.index(list.len());
                    ring.move_before(list[from].0, before_place);
                    let moved = list.remove(from);
                    list.insert(if before > from { before - 1 } else { before }, moved);
                } else {
                    list.iter_mut().for_each(|(_, item)| *item = 1000 - *item);
                    ring.replace(list.iter().map(|&(_, item)| item));
                }
                let items: Vec<usize> = list.iter().map(|&(_, item)| item).collect();
                prop_assert_eq!(ring.iter().collect::<Vec<_>>(), items.clone());
                let mut back = Vec::new();
                let mut at = ring.before(None);
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
