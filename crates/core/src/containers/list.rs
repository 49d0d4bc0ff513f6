//! A list with a cursor, in insertion order.

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
    #[inline]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// True without items.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Adds an item at the end.
    #[inline]
    pub fn append(&mut self, item: T) {
        self.items.push_back(item);
        self.cursor = None;
    }

    /// Adds an item at the beginning.
    #[inline]
    pub fn push(&mut self, item: T) {
        self.items.push_front(item);
        self.cursor = None;
    }

    /// Takes the first item off.
    #[inline]
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
    #[inline]
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
    #[inline]
    pub fn item(&self) -> Option<&T> {
        self.items.get(self.cursor?)
    }

    /// Moves to the first item.
    #[inline]
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
    #[inline]
    pub fn next(&mut self) -> Option<&T> {
        self.move_to(self.cursor.map_or(0, |at| at + 1))
    }

    #[inline]
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
}

impl<T: Copy> List<T> {
    /// Puts the items into another order, that of their places now; the cursor stays on its place.
    pub fn permute(&mut self, order: impl IntoIterator<Item = usize>) {
        self.items = order
            .into_iter()
            .filter_map(|index| self.items.get(index).copied())
            .collect();
    }
}

/// The order into which CZMQ's lists sort items, as their places now. It is that of comb sort: not
/// stable, but the same for everybody, so that what a program sees of equal items does not depend
/// on the library.
///
/// The comparison gives more than 0 if the first item belongs behind the second.
pub fn sorted<T: Copy>(items: &[T], mut compare: impl FnMut(T, T) -> i32) -> Vec<usize> {
    let mut behind = |one: &(T, usize), other: &(T, usize)| compare(one.0, other.0) > 0;
    let mut items: Vec<(T, usize)> = items.iter().copied().zip(0..).collect();
    if items.len() > SHORT {
        return sorted_by_rank(merge_sort(items, &mut behind), behind);
    }
    comb_sort(&mut items, behind);
    items.into_iter().map(|(_, place)| place).collect()
}

/// Up to this length a list is sorted by the comparisons that comb sort makes. It makes several
/// times as many as are needed.
const SHORT: usize = 64;

/// Finds out what comb sort would make of items that are in order now.
fn sorted_by_rank<T>(
    items: Vec<(T, usize)>,
    mut behind: impl FnMut(&(T, usize), &(T, usize)) -> bool,
) -> Vec<usize> {
    let mut rank = 0_usize;
    let mut ranks = vec![(0, 0); items.len()];
    for (index, item) in items.iter().enumerate() {
        if index > 0 && behind(item, &items[index - 1]) {
            rank += 1;
        }
        ranks[item.1] = (rank, item.1);
    }
    if rank + 1 == items.len() {
        // Of items of which no two are equal there is one order only.
        return items.into_iter().map(|(_, place)| place).collect();
    }
    comb_sort(&mut ranks, |one, other| one.0 > other.0);
    ranks.into_iter().map(|(_, place)| place).collect()
}

fn comb_sort<T: Copy>(items: &mut [T], mut behind: impl FnMut(&T, &T) -> bool) {
    let mut gap = items.len();
    while gap > 1 {
        gap = (gap as f64 / 1.3) as usize;
        // Side by side, as many rounds as there are items are enough in any case; a comparison
        // that contradicts itself gets no more.
        let rounds = if gap == 1 { items.len() } else { 1 };
        for _ in 0..rounds {
            let mut swapped = false;
            for low in 0..items.len() - gap {
                let (one, other) = (items[low], items[low + gap]);
                let wrong = behind(&one, &other);
                items[low] = if wrong { other } else { one };
                items[low + gap] = if wrong { one } else { other };
                swapped |= wrong;
            }
            if !swapped {
                break;
            }
        }
    }
}

/// So many items are sorted before the next: what the comparison looks at stays in the cache.
const BLOCK: usize = 4096;

fn merge_sort<T: Copy>(mut items: Vec<T>, mut behind: impl FnMut(&T, &T) -> bool) -> Vec<T> {
    let mut merged = Vec::with_capacity(items.len());
    for block in items.chunks_mut(BLOCK) {
        let mut runs = block.to_vec();
        merge_runs(&mut runs, &mut merged, 1, &mut behind);
        block.copy_from_slice(&runs);
    }
    merge_runs(&mut items, &mut merged, BLOCK, &mut behind);
    items
}

/// Merges runs of a width that are in order, two by two, until there is one.
fn merge_runs<T: Copy>(
    runs: &mut Vec<T>,
    merged: &mut Vec<T>,
    mut width: usize,
    behind: &mut impl FnMut(&T, &T) -> bool,
) {
    while width < runs.len() {
        merged.clear();
        merged.extend_from_slice(runs);
        for (pair, merged) in runs.chunks(2 * width).zip(merged.chunks_mut(2 * width)) {
            if let Some((left, right)) = pair.split_at_checked(width) {
                merge(left, right, merged, behind);
            }
        }
        std::mem::swap(runs, merged);
        width *= 2;
    }
}

/// Merges two runs from both ends at once: neither end waits for what the other has to fetch.
/// Nobody can predict which item is the next, so there is no branch.
fn merge<T: Copy>(
    left: &[T],
    right: &[T],
    merged: &mut [T],
    behind: &mut impl FnMut(&T, &T) -> bool,
) {
    let steps = left.len().min(right.len());
    let (mut low_left, mut low_right) = (0, 0);
    let (mut high_left, mut high_right) = (left.len(), right.len());
    for step in 0..steps {
        let (one, other) = (left[low_left], right[low_right]);
        let (last, other_last) = (left[high_left - 1], right[high_right - 1]);
        let from_right = behind(&one, &other);
        let from_left = behind(&last, &other_last);
        merged[step] = if from_right { other } else { one };
        low_right += usize::from(from_right);
        low_left += usize::from(!from_right);
        merged[left.len() + right.len() - 1 - step] = if from_left { last } else { other_last };
        high_left -= usize::from(from_left);
        high_right -= usize::from(!from_left);
    }
    // If the ends overlap, the comparison contradicts itself; so it is done again, from one end.
    let (mut done, mut left_rest, mut right_rest) = (0, left, right);
    if let (Some(between_left), Some(between_right)) = (
        left.get(low_left..high_left),
        right.get(low_right..high_right),
    ) {
        (done, left_rest, right_rest) = (steps, between_left, between_right);
    }
    while let ([one, after_one @ ..], [other, after_other @ ..]) = (left_rest, right_rest) {
        let wrong = behind(one, other);
        merged[done] = if wrong { *other } else { *one };
        done += 1;
        if wrong {
            right_rest = after_other;
        } else {
            left_rest = after_one;
        }
    }
    merged[done..][..left_rest.len()].copy_from_slice(left_rest);
    done += left_rest.len();
    merged[done..][..right_rest.len()].copy_from_slice(right_rest);
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
    fn a_comparison_that_contradicts_itself_comes_to_an_end() {
        for len in [0, 1, 2, 20, SHORT, SHORT + 1, 1000, 3 * BLOCK + 7] {
            let mut order = sorted(&vec![(); len], |_, _| 1);
            order.sort();
            assert!(order.into_iter().eq(0..len));
        }
    }

    #[test]
    fn a_comparison_that_only_tells_what_is_greater_will_do() {
        for len in [50, 1000, 5 * BLOCK + 3] {
            let items: Vec<usize> = (0..len).map(|item| item * 7919 % (len / 2)).collect();
            let order = sorted(&items, |one, other| (one > other).into());
            assert!(order.is_sorted_by_key(|&place| items[place]));
        }
    }

    proptest::proptest! {
        #[test]
        fn the_order_is_that_of_comb_sort(keys in proptest::collection::vec(0..2000u16, 0..400)) {
            let order = sorted(&keys, |one, other| one.cmp(&other) as i32);
            let mut plain: Vec<(u16, usize)> = keys.into_iter().zip(0..).collect();
            comb_sort(&mut plain, |one, other| one.0 > other.0);
            proptest::prop_assert!(plain.is_sorted_by_key(|item| item.0));
            let plain: Vec<usize> = plain.into_iter().map(|(_, place)| place).collect();
            proptest::prop_assert_eq!(order, plain);
        }
    }
}
