//! Small networks, explored in full: two and three nodes, one key, every order of arrivals and
//! events.

mod simulator;

use simulator::event::Event;
use simulator::explorer::explore;

fn publish(node: usize, value: u8) -> Event {
    Event::Publish {
        node,
        key: 0,
        value,
    }
}

fn lease(node: usize, value: u8) -> Event {
    Event::Lease {
        node,
        key: 0,
        value,
        ttl: 500,
    }
}

fn remove(node: usize) -> Event {
    Event::Remove { node, key: 0 }
}

fn cut(pipe: usize) -> Event {
    Event::Cut {
        pipe,
        server_knows: true,
    }
}

const OURS: bool = false;
const STOCK: bool = true;

#[test]
fn two_of_ours() {
    let writes: [&[Event]; 2] = [
        &[publish(0, 1), publish(0, 2)],
        &[publish(1, 3), publish(1, 1)],
    ];
    explore(&[OURS, OURS], &[(0, 1)], &writes);
    // They connect to each other.
    let writes: [&[Event]; 2] = [&[publish(0, 1)], &[publish(1, 2)]];
    explore(&[OURS, OURS], &[(0, 1), (1, 0)], &writes);
}

#[test]
fn two_of_ours_with_faults() {
    let courses: [&[Event]; 3] = [
        &[publish(0, 1)],
        &[publish(1, 2)],
        &[cut(0), Event::Mend(0)],
    ];
    explore(&[OURS, OURS], &[(0, 1)], &courses);
    let courses: [&[Event]; 3] = [
        &[publish(0, 1)],
        &[publish(1, 2)],
        &[Event::Restart(1), Event::Mend(0)],
    ];
    explore(&[OURS, OURS], &[(0, 1)], &courses);
    let courses: [&[Event]; 2] = [
        &[publish(0, 1), publish(0, 2)],
        &[Event::Pass(400), Event::Pass(400)],
    ];
    explore(&[OURS, OURS], &[(0, 1)], &courses);
}

#[test]
fn two_of_ours_that_remove() {
    let courses: [&[Event]; 2] = [&[publish(0, 1), remove(0)], &[publish(1, 2), remove(1)]];
    explore(&[OURS, OURS], &[(0, 1)], &courses);
    let courses: [&[Event]; 3] = [
        &[lease(0, 1)],
        &[publish(1, 2), remove(1)],
        &[Event::Pass(200), Event::Pass(600)],
    ];
    explore(&[OURS, OURS], &[(0, 1)], &courses);
}

#[test]
fn three_of_ours() {
    let courses: [&[Event]; 2] = [&[publish(0, 1)], &[publish(2, 2)]];
    explore(&[OURS; 3], &[(0, 1), (2, 1)], &courses);
    let courses: [&[Event]; 1] = [&[publish(0, 1), remove(0)]];
    explore(&[OURS; 3], &[(0, 1), (1, 2)], &courses);
}

#[test]
fn one_of_ours_and_one_stock() {
    let courses: [&[Event]; 2] = [
        &[publish(0, 1), publish(0, 2)],
        &[publish(1, 3), publish(1, 1)],
    ];
    for connection in [(0, 1), (1, 0)] {
        explore(&[OURS, STOCK], &[connection], &courses);
    }
    let courses: [&[Event]; 3] = [
        &[publish(0, 1)],
        &[publish(1, 2)],
        &[cut(0), Event::Mend(0)],
    ];
    for connection in [(0, 1), (1, 0)] {
        explore(&[OURS, STOCK], &[connection], &courses);
    }
    // The stock server forgets its client.
    let courses: [&[Event]; 3] = [&[publish(0, 1)], &[publish(1, 2)], &[Event::Pass(1100)]];
    for connection in [(0, 1), (1, 0)] {
        explore(&[OURS, STOCK], &[connection], &courses);
    }
}

#[test]
fn one_of_ours_between_two_stock() {
    let courses: [&[Event]; 2] = [&[publish(0, 1)], &[publish(2, 2)]];
    let more: [&[Event]; 2] = [&[publish(0, 1), publish(0, 2)], &[publish(2, 3)]];
    for connections in [[(0, 1), (2, 1)], [(1, 0), (1, 2)], [(0, 1), (1, 2)]] {
        explore(&[STOCK, OURS, STOCK], &connections, &courses);
        explore(&[STOCK, OURS, STOCK], &connections, &more);
    }
}

#[test]
fn one_stock_between_two_of_ours() {
    let courses: [&[Event]; 2] = [&[publish(0, 1)], &[publish(2, 2)]];
    let more: [&[Event]; 2] = [&[publish(0, 1), publish(0, 2)], &[publish(2, 3)]];
    for connections in [[(0, 1), (2, 1)], [(1, 0), (1, 2)], [(0, 1), (1, 2)]] {
        explore(&[OURS, STOCK, OURS], &connections, &courses);
        explore(&[OURS, STOCK, OURS], &connections, &more);
    }
}
