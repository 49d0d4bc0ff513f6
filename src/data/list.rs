//! A list with a cursor, in the order in which its items were put.

use std::collections::VecDeque;

/// Items in order, and a cursor for walking them.
///
/// The cursor stands on an item or on none. Every change but a removal puts it on none, from
/// where [`List::next`] goes to the first item.
#[derive(Clone, Debug)]
pub struct List<T> {
    items: VecDeque<T>,
    cursor: Option<usize>,
}

impl<T> Default for List<T> {
    fn default() -> List<T> {
        List {
            items: VecDeque::new(),
            cursor: None,
        }
    }
}

impl<T> List<T> {
    /// An empty list.
    pub fn new() -> List<T> {
        List::default()
    }

    /// The number of items.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// True without items.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Adds an item at the end.
    pub fn append(&mut self, item: T) {
        self.items.push_back(item);
        self.cursor = None;
    }

    /// Adds an item at the beginning.
    pub fn push(&mut self, item: T) {
        self.items.push_front(item);
        self.cursor = None;
    }

    /// Takes the first item off.
    pub fn pop(&mut self) -> Option<T> {
        self.cursor = None;
        self.items.pop_front()
    }

    /// Takes every item off.
    pub fn drain(&mut self) -> VecDeque<T> {
        self.cursor = None;
        std::mem::take(&mut self.items)
    }

    /// The first item; the cursor stays.
    pub fn head(&self) -> Option<&T> {
        self.items.front()
    }

    /// The first item, to change it; the cursor stays.
    pub fn head_mut(&mut self) -> Option<&mut T> {
        self.items.front_mut()
    }

    /// The last item; the cursor stays.
    pub fn tail(&self) -> Option<&T> {
        self.items.back()
    }

    /// The last item, to change it; the cursor stays.
    pub fn tail_mut(&mut self) -> Option<&mut T> {
        self.items.back_mut()
    }

    /// The item at the cursor.
    pub fn item(&self) -> Option<&T> {
        self.items.get(self.cursor?)
    }

    /// Moves to the first item.
    pub fn first(&mut self) -> Option<&T> {
        self.move_to(0)
    }

    /// Moves to the last item.
    pub fn last(&mut self) -> Option<&T> {
        self.move_to(self.items.len().wrapping_sub(1))
    }

    /// Moves to the item after the cursor. After the last there is none, once, and then the
    /// first again.
    #[expect(
        clippy::should_implement_trait,
        reason = "it is CZMQ's verb, and starts over"
    )]
    pub fn next(&mut self) -> Option<&T> {
        self.move_to(self.cursor.map_or(0, |at| at + 1))
    }

    fn move_to(&mut self, index: usize) -> Option<&T> {
        self.cursor = (index < self.items.len()).then_some(index);
        self.item()
    }

    /// Puts the cursor on no item.
    pub fn reset_cursor(&mut self) {
        self.cursor = None;
    }

    /// The items in order.
    pub fn iter(&self) -> std::collections::vec_deque::Iter<'_, T> {
        self.items.iter()
    }

    /// The items in order, to change them; the cursor stays.
    pub fn iter_mut(&mut self) -> std::collections::vec_deque::IterMut<'_, T> {
        self.items.iter_mut()
    }

    /// Takes an item off by its place. A cursor on it steps back, so that [`List::next`] goes to
    /// the item that followed.
    pub fn remove(&mut self, index: usize) -> Option<T> {
        let item = self.items.remove(index)?;
        if let Some(at) = self.cursor
            && at >= index
        {
            self.cursor = at.checked_sub(1);
        }
        Some(item)
    }

    /// An item by its place.
    pub fn get(&self, index: usize) -> Option<&T> {
        self.items.get(index)
    }

    /// Lets the items at two places change places; the cursor stays on its place.
    pub fn swap(&mut self, one: usize, other: usize) {
        self.items.swap(one, other);
    }
}

/// Sorts as CZMQ's lists do, by comb sort: not stable, but the same for everybody, so that what a
/// program sees of equal items does not depend on the library.
///
/// `settle` is given two places of `len`, the lower first; it lets the items there change places if
/// they are in the wrong order, and says whether it did.
pub fn comb_sort(len: usize, mut settle: impl FnMut(usize, usize) -> bool) {
    let mut gap = len;
    while gap > 1 {
        gap = (gap as f64 / 1.3) as usize;
        let mut swapped = false;
        for low in 0..len - gap {
            swapped |= settle(low, low + gap);
        }
        // Side by side, as many rounds as there are items are enough in any case; a comparison
        // that contradicts itself gets no more.
        let mut rounds = if gap == 1 { len } else { 0 };
        while swapped && rounds > 0 {
            swapped = false;
            for low in 0..len - 1 {
                swapped |= settle(low, low + 1);
            }
            rounds -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cursor_starts_over_after_the_end() {
        let mut list = List::new();
        list.append(1);
        list.append(2);
        assert_eq!(list.next(), Some(&1));
        assert_eq!(list.next(), Some(&2));
        assert_eq!(list.next(), None);
        assert_eq!(list.next(), Some(&1));
        list.push(0);
        assert_eq!(list.item(), None);
        assert_eq!(list.next(), Some(&0));
    }

    #[test]
    fn removing_the_item_at_the_cursor_goes_on_with_the_following() {
        let mut list = List::new();
        (0..4).for_each(|item| list.append(item));
        assert_eq!(list.first(), Some(&0));
        assert_eq!(list.next(), Some(&1));
        assert_eq!(list.remove(1), Some(1));
        assert_eq!(list.next(), Some(&2));
        assert_eq!(list.remove(0), Some(0));
        assert_eq!(list.item(), Some(&2));
        assert_eq!(list.first(), Some(&2));
        assert_eq!(list.remove(0), Some(2));
        assert_eq!(list.next(), Some(&3));
    }

    #[test]
    fn comb_sort_ends_when_every_pair_is_wrong() {
        for len in 0..20 {
            comb_sort(len, |_, _| true);
        }
    }

    proptest::proptest! {
        #[test]
        fn comb_sort_sorts(mut items: Vec<u8>) {
            let mut sorted = items.clone();
            sorted.sort_unstable();
            comb_sort(items.len(), |low, high| {
                let wrong = items[low] > items[high];
                if wrong {
                    items.swap(low, high);
                }
                wrong
            });
            proptest::prop_assert_eq!(items, sorted);
        }
    }
}
