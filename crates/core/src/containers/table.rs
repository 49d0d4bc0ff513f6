//! Hash tables whose order of items programs can see.
//!
//! The order in which a hash table hands out its items shows in files, frames and what programs
//! print. So the number of buckets, when it grows, and the place of an item in its bucket are
//! CZMQ's, for both of its tables.
//!
//! Everybody can foresee that order, and make keys that all go into one bucket. So a look-up that
//! has passed over [`LONG`] items of a bucket goes on by way of a [`Guard`], whose hash is secret.
//! No keys that come by themselves need it, so it is made when it is needed first. The order is not
//! its business.

use super::guard::{Guard, Keyed};
use super::slabs::Slabs;
use czmq_sys::memory;

/// How the number of buckets grows.
#[derive(Clone, Debug)]
enum Growth {
    /// Twice as many, when three quarters are in use.
    Doubling,
    /// To the next of [`PRIMES`], when three quarters are in use, or when a look-up passes over
    /// more items of a bucket than this.
    Primes { chain_limit: usize },
}

const FIRST_DOUBLING: u64 = 255;

/// The fifth largest prime below each power of two from 16 on; the first is a start.
const PRIMES: [u64; 27] = [
    3,
    17,
    43,
    103,
    229,
    487,
    997,
    2011,
    4057,
    8161,
    16_349,
    32_707,
    65_449,
    131_023,
    262_111,
    524_243,
    1_048_517,
    2_097_091,
    4_194_247,
    8_388_547,
    16_777_141,
    33_554_341,
    67_108_763,
    134_217_593,
    268_435_331,
    536_870_839,
    1_073_741_719,
];

impl Growth {
    /// The next number of buckets; none if a table is as large as it gets.
    fn larger_than(&self, buckets: u64) -> Option<u64> {
        match self {
            Growth::Doubling => buckets
                .checked_mul(2)
                .filter(|&count| count < u64::from(NONE)),
            Growth::Primes { .. } => PRIMES.iter().copied().find(|&count| count > buckets),
        }
    }
}

/// The most buckets for each item to which look-ups may make a table grow. Keys that do not
/// collide on purpose need no more than a quarter of it; those that do must not get all memory.
const MAX_SPARSENESS: u64 = 64;

/// How many items of a bucket a look-up passes over before it asks the guard. More than any limit
/// at which a look-up makes the table grow, so that the guard does not change when that happens.
const LONG: usize = 32;

/// How many buckets what goes through all of them looks ahead at once: a bit for each tells whether it
/// has items, which no processor can foresee.
const OUTLOOK: usize = u64::BITS as usize;

/// How many buckets a table has whose walks would wait for memory. The items of smaller ones are in the
/// processor's cache.
const LARGE: usize = 1 << 20;

/// Bits for at most [`OUTLOOK`] buckets, set for those with items.
#[inline]
fn occupied(heads: &[u32]) -> u64 {
    let bits = heads.iter().rev();
    bits.fold(0, |bits, &head| bits << 1 | u64::from(head != NONE))
}

const _: () = assert!(LONG > 1 + PRIMES.len());

/// No item.
const NONE: u32 = Slabs::<()>::NONE;

/// An item's place in the table, which it keeps while it is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Id(u32);

/// A look-up in a large table waits for memory, so a node is in one line of the cache.
#[derive(Clone, Debug)]
#[repr(align(64))]
struct TableNode<K, V> {
    hash: u64,
    /// The node behind it in its bucket, or in the list of free nodes.
    next: u32,
    item: Option<(K, V)>,
}

/// Where a walk is.
#[derive(Clone, Copy, Debug)]
struct Cursor {
    bucket: usize,
    /// A bit for each of the buckets behind it, from the lowest: set for those that have items. None
    /// are set where the walk has not looked yet.
    occupied: u64,
    /// The item that comes next in the bucket.
    upcoming: u32,
    /// The item that was handed out last.
    last: u32,
}

const START: Cursor = Cursor {
    bucket: 0,
    occupied: 0,
    upcoming: NONE,
    last: NONE,
};

/// A look-up under way, for callers whose comparison may use the table meanwhile.
#[derive(Debug)]
pub struct Probe {
    hash: u64,
    next: u32,
    passed: usize,
}

/// A key that is looked for.
pub trait Sought<K> {
    /// True if this is the key.
    fn is(&self, own: &K) -> bool;
    /// The bytes of the key, which only equal keys have.
    fn bytes(&self) -> &[u8];
}

/// Items by hash, with a cursor for walking them.
#[derive(Clone, Debug)]
pub struct Table<K, V> {
    /// The first item of each bucket.
    heads: Vec<u32>,
    /// 2^64 by the number of buckets, rounded down.
    reciprocal: u64,
    nodes: Slabs<TableNode<K, V>>,
    free: u32,
    len: usize,
    growth: Growth,
    cursor: Cursor,
    guard: Option<Box<Guard>>,
}

impl<K: Keyed, V> Table<K, V> {
    /// An empty table that doubles.
    pub fn doubling() -> Table<K, V> {
        Table::with_growth(Growth::Doubling)
    }

    /// An empty table that grows from prime to prime, also when look-ups take long.
    pub fn by_primes() -> Table<K, V> {
        Table::with_growth(Growth::Primes { chain_limit: 1 })
    }

    fn with_growth(growth: Growth) -> Table<K, V> {
        let count = match growth {
            Growth::Doubling => FIRST_DOUBLING,
            Growth::Primes { .. } => PRIMES[0],
        };
        let mut table = Table {
            heads: Vec::new(),
            reciprocal: 0,
            nodes: Slabs::default(),
            free: NONE,
            len: 0,
            growth,
            cursor: START,
            guard: None,
        };
        table.set_buckets(count);
        table
    }

    fn set_buckets(&mut self, count: u64) -> Vec<u32> {
        // Counts are no powers of two, so this is the same as for 2^64.
        self.reciprocal = u64::MAX / count;
        self.cursor.occupied = 0;
        std::mem::replace(&mut self.heads, vec![NONE; count as usize])
    }

    fn buckets(&self) -> u64 {
        self.heads.len() as u64
    }

    /// The remainder by the number of buckets. The estimate of the quotient is at most one low.
    fn bucket(&self, hash: u64) -> usize {
        let quotient = ((u128::from(hash) * u128::from(self.reciprocal)) >> 64) as u64;
        let rest = hash - quotient * self.buckets();
        (if rest >= self.buckets() {
            rest - self.buckets()
        } else {
            rest
        }) as usize
    }

    /// The number of items.
    pub fn len(&self) -> usize {
        self.len
    }

    /// True without items.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    fn larger(&self) -> Option<u64> {
        self.growth.larger_than(self.buckets())
    }

    /// Every item goes to the front of its new bucket, in the order of the old ones.
    fn grow(&mut self, count: u64) {
        let old = self.set_buckets(count);
        for start in (0..old.len()).step_by(OUTLOOK) {
            let heads = &old[start..old.len().min(start + OUTLOOK)];
            let mut bits = occupied(heads);
            while bits != 0 {
                let mut at = heads[bits.trailing_zeros() as usize];
                while at != NONE {
                    let next = self.next_of(at);
                    self.put_first(at);
                    at = next;
                }
                bits &= bits - 1;
            }
        }
        if let Some(mut guard) = self.guard.take() {
            self.tell_order(&mut guard);
            self.guard = Some(guard);
        }
    }

    /// Makes room, as must be done before it is known whether an insertion will take place.
    pub fn make_room(&mut self) {
        if self.len as u64 >= self.buckets() * 75 / 100
            && let Some(count) = self.larger()
        {
            self.grow(count);
            if let Growth::Primes { chain_limit } = &mut self.growth {
                *chain_limit += 1;
            }
        }
    }

    /// Begins a look-up.
    pub fn probe(&self, hash: u64) -> Probe {
        Probe {
            hash,
            next: self.heads[self.bucket(hash)],
            passed: 0,
        }
    }

    /// The next item of the look-up that has the hash; if it is not the one, ask again.
    pub fn candidate(&self, probe: &mut Probe) -> Option<Id> {
        while let Some(node) = self.nodes.get(probe.next) {
            let id = Id(probe.next);
            probe.next = node.next;
            probe.passed += 1;
            if node.hash == probe.hash && node.item.is_some() {
                return Some(id);
            }
        }
        None
    }

    /// Ends a look-up, which may make the table grow.
    pub fn end(&mut self, probe: &Probe, found: bool) {
        self.was_long(probe.passed - usize::from(found));
    }

    /// Takes note of how many items a look-up passed over.
    fn was_long(&mut self, passed: usize) {
        if let Growth::Primes { chain_limit } = self.growth
            && passed > chain_limit
            && let Some(count) = self.larger()
            && count <= self.len as u64 * MAX_SPARSENESS
        {
            self.grow(count);
        }
    }

    /// The item with a hash and a key, and how many others were passed over.
    #[inline(always)]
    fn search(&self, hash: u64, sought: &(impl Sought<K> + ?Sized)) -> (Option<(Id, &V)>, usize) {
        let mut at = self.heads[self.bucket(hash)];
        let mut passed = 0;
        while let Some(node) = self.nodes.get(at) {
            if node.hash == hash
                && let Some((key, value)) = &node.item
                && sought.is(key)
            {
                return (Some((Id(at), value)), passed);
            }
            at = node.next;
            passed += 1;
            if passed == LONG
                && let Some(guard) = &self.guard
            {
                return (self.search_by(guard, sought), passed);
            }
        }
        (None, passed)
    }

    #[cold]
    fn search_by(&self, guard: &Guard, sought: &(impl Sought<K> + ?Sized)) -> Option<(Id, &V)> {
        let item = |at| self.nodes.get(at)?.item.as_ref();
        let is = |at| item(at).is_some_and(|(key, _)| sought.is(key));
        let at = guard.find(sought.bytes(), is)?;
        item(at).map(|(_, value)| (Id(at), value))
    }

    /// Takes note of how many items a look-up passed over, where the guard can help.
    #[inline(always)]
    fn took_long(&mut self, passed: usize) {
        self.was_long(passed);
        if passed >= LONG && self.guard.is_none() {
            self.make_guard();
        }
    }

    #[cold]
    fn make_guard(&mut self) {
        let mut guard = Box::<Guard>::default();
        for id in self.ids() {
            if let Some(key) = self.key(id) {
                guard.insert(id.0, key.bytes());
            }
        }
        self.tell_order(&mut guard);
        self.guard = Some(guard);
    }

    /// Tells the guard which item is before which.
    #[cold]
    fn tell_order(&self, guard: &mut Guard) {
        for &head in &self.heads {
            let (mut before, mut at) = (None, head);
            while at != NONE {
                guard.set_before(at, before);
                (before, at) = (Some(at), self.next_of(at));
            }
        }
    }

    /// Has the table do without a guard until the next look-up by bytes that takes long: to be
    /// called when keys may be such as have none.
    pub fn forget_bytes(&mut self) {
        self.guard = None;
    }

    /// The value with a hash and a key. The table stays as it is.
    pub fn peek(&self, hash: u64, sought: &(impl Sought<K> + ?Sized)) -> Option<&V> {
        self.search(hash, sought).0.map(|(_, value)| value)
    }

    /// Looks an item up by its hash and key, which may make the table grow; puts the cursor on it
    /// and gives its value.
    pub fn look_up(&mut self, hash: u64, sought: &(impl Sought<K> + ?Sized)) -> Option<V>
    where
        V: Copy,
    {
        let (found, passed) = self.search(hash, sought);
        let found = found.map(|(id, value)| (id, *value));
        if let Some((id, _)) = found {
            self.cursor.upcoming = id.0;
            self.cursor.last = id.0;
        }
        self.took_long(passed);
        found.map(|(_, value)| value)
    }

    /// Looks an item up by its hash and key, which may make the table grow.
    pub fn find(&mut self, hash: u64, sought: &(impl Sought<K> + ?Sized)) -> Option<Id> {
        let (found, passed) = self.search(hash, sought);
        let id = found.map(|(id, _)| id);
        self.took_long(passed);
        id
    }

    /// Adds an item that is not there yet.
    pub fn insert(&mut self, hash: u64, key: K, value: V) -> Id {
        let node = TableNode {
            hash,
            next: NONE,
            item: Some((key, value)),
        };
        let at = if self.free == NONE {
            let at = self.nodes.upcoming();
            self.nodes.push(node);
            at
        } else {
            let at = self.free;
            self.free = std::mem::replace(&mut self.nodes[at], node).next;
            at
        };
        self.link(at);
        self.len += 1;
        Id(at)
    }

    fn put_first(&mut self, at: u32) {
        let bucket = self.bucket(self.nodes[at].hash);
        self.nodes[at].next = std::mem::replace(&mut self.heads[bucket], at);
    }

    fn link(&mut self, at: u32) {
        self.put_first(at);
        self.cursor.occupied = 0;
        if self.guard.is_some() {
            self.tell_guard(at);
        }
    }

    /// Tells the guard of an item that is the first of its bucket now.
    #[cold]
    fn tell_guard(&mut self, at: u32) {
        let next = self.next_of(at);
        if let Some(guard) = &mut self.guard
            && let Some((key, _)) = &self.nodes[at].item
        {
            guard.insert(at, key.bytes());
            guard.set_before(next, Some(at));
        }
    }

    fn next_of(&self, at: u32) -> u32 {
        self.nodes[at].next
    }

    fn unlink(&mut self, at: u32) {
        let TableNode { hash, next, .. } = self.nodes[at];
        let bucket = self.bucket(hash);
        let before = match &mut self.guard {
            Some(guard) => {
                let before = guard.remove(at);
                guard.set_before(next, before);
                before
            }
            None => self.before(at, bucket),
        };
        match before {
            Some(before) => self.nodes[before].next = next,
            None => self.heads[bucket] = next,
        }
    }

    /// The item before one in its bucket.
    fn before(&self, at: u32, bucket: usize) -> Option<u32> {
        let (mut before, mut other) = (None, self.heads[bucket]);
        while other != at {
            (before, other) = (Some(other), self.next_of(other));
        }
        before
    }

    fn node(&self, id: Id) -> Option<&TableNode<K, V>> {
        self.nodes.get(id.0)
    }

    /// An item's key.
    pub fn key(&self, id: Id) -> Option<&K> {
        self.node(id)?.item.as_ref().map(|(key, _)| key)
    }

    /// An item's key, to replace it by an equal one.
    pub fn key_mut(&mut self, id: Id) -> Option<&mut K> {
        let item = self.nodes.get_mut(id.0)?.item.as_mut();
        item.map(|(key, _)| key)
    }

    /// An item's value.
    pub fn value(&self, id: Id) -> Option<&V> {
        self.node(id)?.item.as_ref().map(|(_, value)| value)
    }

    /// An item's value, to change it.
    pub fn value_mut(&mut self, id: Id) -> Option<&mut V> {
        let item = self.nodes.get_mut(id.0)?.item.as_mut();
        item.map(|(_, value)| value)
    }

    /// Takes an item out. The cursor is on none then, and a walk that goes on does so with the next
    /// bucket.
    pub fn remove(&mut self, id: Id) -> Option<(K, V)> {
        self.key(id)?;
        self.unlink(id.0);
        self.cursor.upcoming = NONE;
        self.cursor.last = NONE;
        let node = &mut self.nodes[id.0];
        let item = node.item.take();
        node.next = std::mem::replace(&mut self.free, id.0);
        self.len -= 1;
        if self.len == 0 {
            // Nodes in the order of their removal would be slow to use again.
            self.nodes.clear();
            self.free = NONE;
            self.guard = None;
        }
        item
    }

    /// Gives an item another key, which no other has; gives the old one.
    pub fn rekey(&mut self, id: Id, hash: u64, key: K) -> Option<K> {
        let old = std::mem::replace(self.key_mut(id)?, key);
        self.rehash(id, hash);
        Some(old)
    }

    /// Gives an item another hash.
    pub fn rehash(&mut self, id: Id, hash: u64) {
        if self.key(id).is_some() {
            self.unlink(id.0);
            self.nodes[id.0].hash = hash;
            self.link(id.0);
        }
    }

    /// Takes out the first item in or after a bucket, which is advanced to its own. To take all
    /// out, begin with bucket 0.
    pub fn pop(&mut self, bucket: &mut usize) -> Option<(K, V)> {
        loop {
            match *self.heads.get(*bucket)? {
                NONE => *bucket += 1,
                at => return self.remove(Id(at)),
            }
        }
    }

    /// Takes all items out, in no order.
    pub fn drain(&mut self) -> impl Iterator<Item = (K, V)> + use<K, V> {
        self.heads.fill(NONE);
        self.guard = None;
        self.free = NONE;
        self.len = 0;
        self.cursor.upcoming = NONE;
        self.cursor.last = NONE;
        self.nodes.drain().filter_map(|node| node.item)
    }

    /// Makes an empty table as small as a new one.
    pub fn shrink(&mut self) {
        if self.is_empty() {
            *self = Table::with_growth(match self.growth {
                Growth::Doubling => Growth::Doubling,
                Growth::Primes { .. } => Growth::Primes { chain_limit: 1 },
            });
        }
    }

    /// The places of the items in order.
    pub fn ids(&self) -> impl Iterator<Item = Id> {
        self.heads.iter().flat_map(move |&head| {
            let mut at = head;
            std::iter::from_fn(move || {
                let id = Id(at);
                at = self.node(id)?.next;
                Some(id)
            })
        })
    }

    /// The items in order.
    pub fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.ids().filter_map(|id| {
            let item = self.node(id)?.item.as_ref();
            item.map(|(key, value)| (key, value))
        })
    }

    /// Begins a walk; gives the first value.
    pub fn first(&mut self) -> Option<&V> {
        self.cursor.bucket = 0;
        self.cursor.occupied = 0;
        self.cursor.upcoming = self.heads[0];
        self.next()
    }

    /// Looks for buckets with items behind that of the cursor; false at the end of the table. There
    /// the cursor stays on the last bucket, from where the walk goes on if the table grows.
    #[inline(never)]
    fn look_ahead(&mut self) -> bool {
        while self.cursor.occupied == 0 {
            let start = self.cursor.bucket + 1;
            let end = self.heads.len().min(start + OUTLOOK);
            if start == end {
                return false;
            }
            self.cursor.occupied = occupied(&self.heads[start..end]);
            if self.cursor.occupied == 0 {
                self.cursor.bucket = end - 1;
            }
            self.fetch(end);
        }
        true
    }

    /// Has the processor fetch the first items of the buckets that a walk comes to later.
    fn fetch(&self, bucket: usize) {
        if self.heads.len() >= LARGE {
            let heads = self.heads[bucket..].iter().take(OUTLOOK);
            let nodes = heads.filter_map(|&head| self.nodes.get(head));
            nodes.for_each(|node| memory::prefetch(node));
        }
    }

    /// Goes on with the walk. At the end the cursor stays on the last item.
    #[expect(clippy::should_implement_trait, reason = "it is CZMQ's verb")]
    pub fn next(&mut self) -> Option<&V> {
        while self.cursor.upcoming == NONE {
            if self.cursor.occupied == 0 && !self.look_ahead() {
                return None;
            }
            let empty = self.cursor.occupied.trailing_zeros();
            self.cursor.occupied = self.cursor.occupied >> empty >> 1;
            self.cursor.bucket += empty as usize + 1;
            self.cursor.upcoming = *self.heads.get(self.cursor.bucket)?;
        }
        let at = self.cursor.upcoming;
        self.cursor.last = at;
        let node = self.nodes.get(at)?;
        self.cursor.upcoming = node.next;
        node.item.as_ref().map(|(_, value)| value)
    }

    /// The item at the cursor.
    pub fn cursor(&self) -> Option<Id> {
        (self.cursor.last != NONE).then_some(Id(self.cursor.last))
    }

    /// Puts the cursor on an item. A walk under way hands it out once more, with those behind it in
    /// its bucket, and then goes on with the bucket after the one where it was.
    pub fn set_cursor(&mut self, id: Id) {
        if self.node(id).is_some() {
            self.cursor.upcoming = id.0;
            self.cursor.last = id.0;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    impl Keyed for [u8; 4] {
        fn bytes(&self) -> &[u8] {
            self
        }
    }

    /// A key that counts with how many it is compared.
    struct Counting([u8; 4], Cell<usize>);

    impl Sought<[u8; 4]> for Counting {
        fn is(&self, own: &[u8; 4]) -> bool {
            self.1.set(self.1.get() + 1);
            *own == self.0
        }

        fn bytes(&self) -> &[u8] {
            &self.0
        }
    }

    /// With equal hashes, with hashes that only come into the same bucket for now, and with those
    /// that will when the table has grown.
    #[test]
    fn keys_made_to_collide_cost_no_more_than_a_few_comparisons() {
        const COUNT: u32 = 20_000;
        for mut table in [Table::doubling(), Table::by_primes()] {
            for factor in [0, 255 << 20, PRIMES[3] * PRIMES[8]] {
                let look_up = |table: &mut Table<[u8; 4], u32>, key: u32| {
                    let sought = Counting(key.to_be_bytes(), Cell::new(0));
                    let found = table.find(u64::from(key).wrapping_mul(factor), &sought);
                    // Those on the way, the one, and hardly ever a stranger.
                    assert!(sought.1.get() <= LONG + 3, "{key}: {}", sought.1.get());
                    found
                };
                for key in 0..COUNT {
                    table.make_room();
                    assert!(look_up(&mut table, key).is_none());
                    let hash = u64::from(key).wrapping_mul(factor);
                    table.insert(hash, key.to_be_bytes(), key);
                }
                for key in 0..COUNT {
                    let id = look_up(&mut table, key).unwrap();
                    assert_eq!(table.value(id), Some(&key));
                }
                assert!(look_up(&mut table, COUNT).is_none());
                assert_eq!(table.ids().count(), COUNT as usize);
                for key in 0..COUNT {
                    let id = look_up(&mut table, key).unwrap();
                    assert_eq!(table.remove(id), Some((key.to_be_bytes(), key)));
                }
                assert!(table.is_empty());
            }
        }
    }

    impl Sought<[u8; 4]> for [u8; 4] {
        fn is(&self, own: &[u8; 4]) -> bool {
            self == own
        }

        fn bytes(&self) -> &[u8] {
            self
        }
    }

    /// A walk that looks at one item after the other.
    struct Walk {
        bucket: usize,
        upcoming: u32,
    }

    impl Walk {
        fn next(&mut self, table: &Table<[u8; 4], u32>) -> Option<u32> {
            while self.upcoming == NONE {
                if self.bucket + 1 == table.heads.len() {
                    return None;
                }
                self.bucket += 1;
                self.upcoming = table.heads[self.bucket];
            }
            let at = self.upcoming;
            self.upcoming = table.next_of(at);
            table.value(Id(at)).copied()
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

        #[test]
        fn a_walk_goes_on_whatever_happens(
            by_primes: bool,
            mask in proptest::sample::select(vec![7u64, 1023, u64::MAX]),
            changes in proptest::collection::vec((0..20u8, 0..3000u32, 0..200usize), 0..100)
        ) {
            let mut table = if by_primes { Table::by_primes() } else { Table::doubling() };
            let mut walk = Walk { bucket: 0, upcoming: NONE };
            let hash = |key: u32| u64::from(key).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20 & mask;
            for (change, number, count) in changes {
                let key = number.to_be_bytes();
                match change {
                    0 => {
                        walk = Walk { bucket: 0, upcoming: table.heads[0] };
                        proptest::prop_assert_eq!(table.first().copied(), walk.next(&table));
                    }
                    1 => {
                        let id = table.find(hash(number), &key);
                        if let Some(id) = id {
                            table.remove(id);
                            walk.upcoming = NONE;
                        }
                    }
                    2 => {
                        if table.look_up(hash(number), &key).is_some() {
                            walk.upcoming = table.cursor.upcoming;
                            proptest::prop_assert_eq!(table.cursor().and_then(|id| table.value(id)), Some(&number));
                        }
                    }
                    3..8 => {
                        for number in number..number + count as u32 {
                            table.make_room();
                            let key = number.to_be_bytes();
                            if table.find(hash(number), &key).is_none() {
                                table.insert(hash(number), key, number);
                            }
                        }
                    }
                    _ => {
                        for _ in 0..count {
                            proptest::prop_assert_eq!(table.next().copied(), walk.next(&table));
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn a_node_is_in_one_line_of_the_cache() {
        type Text = crate::containers::text::Text;
        assert_eq!(size_of::<TableNode<Text, [*const u8; 2]>>(), 64);
    }

    #[test]
    fn the_largest_table_grows_no_more() {
        let primes = Growth::Primes { chain_limit: 1 };
        let mut count = PRIMES[0];
        for expected in &PRIMES[1..] {
            count = primes.larger_than(count).unwrap();
            assert_eq!(count, *expected);
        }
        assert_eq!(primes.larger_than(count), None);
        assert_eq!(Growth::Doubling.larger_than(1 << 30), Some(1 << 31));
        assert_eq!(Growth::Doubling.larger_than(1 << 31), None);
        assert_eq!(Growth::Doubling.larger_than(u64::MAX), None);
    }
}
