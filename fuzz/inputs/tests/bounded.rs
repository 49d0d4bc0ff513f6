//! Each kind of input, from its seeds and mutations of these: so many cases, on any toolchain. For as
//! long as one likes, guided by coverage, cargo-fuzz does it (see `fuzz/README.md`).
//!
//! proptest makes the mutations, so what fails is shown as the shortest list of edits that still does.

use std::collections::HashSet;
use std::path::Path;
use std::{cell::RefCell, fs};

use czmq_fuzz_inputs::{Outcome, formats, gossip, http, matching, messaging, network, security};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};

const LONGEST: usize = 4096;

/// A change of some bytes.
#[derive(Clone, Debug)]
enum Edit {
    FlipBit(Index, u8),
    Set(Index, u8),
    Insert(Index, Vec<u8>),
    Remove(Index, usize),
    Repeat(Index, usize),
    Truncate(Index),
}

fn edit(seeds: &[Vec<u8>]) -> impl Strategy<Value = Edit> + use<> {
    let place = any::<Index>;
    let byte = prop_oneof![
        any::<u8>(),
        select(&b"\x00\x01\x02\x7F\x80\xFE\xFF\n \"'#=|"[..])
    ];
    let few = byte.clone().prop_map(|byte| vec![byte]);
    let number = select(vec![
        0,
        1,
        255,
        256,
        i32::MAX as u32,
        1 << 31,
        u32::MAX - 4,
        u32::MAX,
    ]);
    let number = number.prop_map(|number| number.to_be_bytes().to_vec());
    let part = (select(seeds.to_vec()), place(), 0..40usize).prop_map(|(seed, place, length)| {
        let start = place.index(seed.len() + 1);
        seed[start..seed.len().min(start + length)].to_vec()
    });
    prop_oneof![
        (place(), 0..8u8).prop_map(|(place, bit)| Edit::FlipBit(place, bit)),
        (place(), byte).prop_map(|(place, byte)| Edit::Set(place, byte)),
        (place(), prop_oneof![few, number, part])
            .prop_map(|(place, bytes)| Edit::Insert(place, bytes)),
        (place(), 1..40usize).prop_map(|(place, count)| Edit::Remove(place, count)),
        (place(), 1..40usize).prop_map(|(place, count)| Edit::Repeat(place, count)),
        place().prop_map(Edit::Truncate),
    ]
}

fn apply(edit: &Edit, input: &mut Vec<u8>) {
    let at = |place: &Index| place.index(input.len() + 1);
    let range = |place, count| at(place)..input.len().min(at(place) + count);
    match edit {
        Edit::FlipBit(place, bit) => {
            let at = at(place);
            input[at..]
                .iter_mut()
                .take(1)
                .for_each(|byte| *byte ^= 1 << bit);
        }
        Edit::Set(place, byte) => {
            let at = at(place);
            input[at..].iter_mut().take(1).for_each(|own| *own = *byte);
        }
        Edit::Insert(place, bytes) => {
            let at = at(place);
            input.splice(at..at, bytes.iter().copied());
        }
        Edit::Remove(place, count) => {
            input.drain(range(place, *count));
        }
        Edit::Repeat(place, count) => {
            let range = range(place, *count);
            let copy = input[range.clone()].to_vec();
            input.splice(range.start..range.start, copy);
        }
        Edit::Truncate(place) => {
            let at = at(place);
            input.truncate(at);
        }
    }
    input.truncate(LONGEST);
}

fn seeds(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../seeds")
        .join(name);
    let mut paths: Vec<_> = fs::read_dir(folder)
        .expect("seeds")
        .map(|entry| entry.expect("a seed").path())
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| fs::read(path).expect("a seed"))
        .collect()
}

/// Checks the seeds and so many mutations, which must lead to so many different outcomes.
fn run(name: &str, cases: u32, outcomes: usize, check: fn(&[u8]) -> Outcome) {
    let seeds = seeds(name);
    let seen: RefCell<HashSet<Outcome>> = seeds
        .iter()
        .map(|seed| check(seed))
        .collect::<HashSet<_>>()
        .into();
    let inputs = (select(seeds.clone()), vec(edit(&seeds), 1..6)).prop_map(|(mut input, edits)| {
        edits.iter().for_each(|edit| apply(edit, &mut input));
        input
    });
    // The same cases each time.
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let config = ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let result = TestRunner::new_with_rng(config, rng).run(&inputs, |input| {
        seen.borrow_mut().insert(check(&input));
        Ok(())
    });
    if let Err(failure) = result {
        panic!("{failure}");
    }
    let seen = seen.borrow().len();
    assert!(seen >= outcomes, "only {seen} outcomes");
}

macro_rules! kinds {
    ($($name:ident: $cases:literal cases, $outcomes:literal outcomes, $check:path;)*) => {
        $(
            #[test]
            fn $name() {
                run(stringify!($name), $cases, $outcomes, $check);
            }
        )*
    };
}

kinds! {
    armour: 2_000 cases, 14 outcomes, formats::armour;
    beacon: 1_000 cases, 5 outcomes, network::beacon;
    binary_picture: 2_000 cases, 20 outcomes, messaging::binary_picture;
    compressed_string: 2_000 cases, 4 outcomes, formats::compressed_string;
    config: 2_000 cases, 20 outcomes, formats::config;
    expression: 2_000 cases, 12 outcomes, matching::expression;
    gossip_codec: 2_000 cases, 14 outcomes, gossip::codec;
    gossip_engine: 2_000 cases, 40 outcomes, gossip::engine;
    http_request: 500 cases, 20 outcomes, http::request;
    http_response: 200 cases, 20 outcomes, http::response;
    message_in_file: 2_000 cases, 6 outcomes, messaging::message_in_file;
    message_in_frame: 2_000 cases, 10 outcomes, messaging::message_in_frame;
    osc: 2_000 cases, 13 outcomes, formats::osc;
    packed_hash: 2_000 cases, 5 outcomes, formats::packed_hash;
    packed_list: 2_000 cases, 4 outcomes, formats::packed_list;
    properties: 2_000 cases, 3 outcomes, formats::properties;
    text_picture: 2_000 cases, 20 outcomes, messaging::text_picture;
    uuid: 2_000 cases, 2 outcomes, formats::uuid;
    zap_request: 2_000 cases, 20 outcomes, security::zap_request;
}

#[test]
fn http_does_not_depend_on_where_bytes_are_cut() {
    seeds("http_request")
        .iter()
        .for_each(|seed| http::request_in_halves(seed));
    seeds("http_response")
        .iter()
        .for_each(|seed| http::response_in_halves(seed));
}
