//! The one-shot commands on the original library.
//!
//! Its nodes tell their owner of tuples and of nothing else: not who answered, nor when that was all.
//! So a peer has answered when the first tuple came; one without tuples looks as one that is not there.
//! Nodes of the original also forget a peer that is silent for a second; what has to be watched for
//! longer is read again by a fresh node.

use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, Instant};

use crate::client::{Client, Joined};
use crate::node::{Also, Bytes, Event, Node, is_over, wait};
use crate::oneshot::{Tuple, send};
use crate::{Result, Stop};

pub type Tuples = BTreeMap<Bytes, Bytes>;

/// How long a node is waited for before a fresh one is tried.
const ROUND: Duration = Duration::from_millis(900);

/// How long a writer listens before it writes. If it learnt of another value later, the two would
/// replace each other without end.
const LEARN: Duration = Duration::from_millis(500);

/// Reads the tuples of a peer, the first of which must come by `until`: until none came for the settle
/// time, or `enough` says so. Meanwhile another node's events are dropped.
fn read(
    client: &Client,
    index: usize,
    until: Instant,
    mut other: Option<&mut Node>,
    mut enough: impl FnMut(&Tuples) -> bool,
) -> Result<Tuples> {
    let mut joined = client.open_one(None, index)?;
    let mut table = Tuples::new();
    let mut due = None;
    loop {
        while let Some(event) = joined.node.event()? {
            if let Event::Deliver(key, value) = event {
                table.insert(key, value);
                due = Some(Instant::now() + client.settle);
            }
        }
        if let Some(other) = &mut other {
            while other.event()?.is_some() {}
        }
        if enough(&table) || is_over(due) {
            return Ok(table);
        }
        let until = match due {
            Some(_) => client.until,
            None => until,
        };
        if is_over(Some(until)) {
            return Err(unanswered(&joined, &table));
        }
        let wake = due.map_or(until, |due| due.min(until));
        let nodes = [&joined.node].into_iter().chain(other.as_deref());
        wait(&nodes.collect::<Vec<_>>(), Also::default(), Some(wake))?;
    }
}

fn unanswered(joined: &Joined<'_>, table: &Tuples) -> Stop {
    let endpoint = &joined.peers[0].0;
    Stop::Late(match table.is_empty() {
        true => format!("{endpoint} does not answer, or has no tuples"),
        false => format!("{endpoint}: the tuples keep changing"),
    })
}

/// The tuples of all peers; of several values of a key that of the first.
pub fn table(client: &Client) -> Result<Tuples> {
    let mut all = Tuples::new();
    for index in 0..client.peers.endpoints.len() {
        let tuples = read(client, index, client.until, None, |_| false)?;
        for (key, value) in tuples {
            all.entry(key).or_insert(value);
        }
    }
    Ok(all)
}

/// The value of a key, at the first peer that has it; if `waits`, once one has it.
pub fn get(client: &Client, key: &[u8], waits: bool) -> Result<Option<Bytes>> {
    loop {
        let until = match waits {
            true => client.until.min(Instant::now() + ROUND),
            false => client.until,
        };
        for index in 0..client.peers.endpoints.len() {
            match read(client, index, until, None, |table| table.contains_key(key)) {
                Ok(mut table) => {
                    if let Some(value) = table.remove(key) {
                        return Ok(Some(value));
                    }
                }
                Err(Stop::Late(_)) if waits => {}
                Err(stop) => return Err(stop),
            }
        }
        if !waits || is_over(Some(client.until)) {
            return Ok(None);
        }
    }
}

/// Publishes tuples. A peer has them if it shows them after the writer has left.
pub fn publish(client: &Client, tuples: &HashMap<Bytes, Tuple>) -> Result<()> {
    loop {
        let mut writer = client.open(None)?;
        let learnt = Instant::now() + LEARN;
        while writer.node.next(Some(learnt))?.is_some() {}
        for (key, tuple) in tuples {
            send(&mut writer, key, tuple)?;
        }
        let mut done = missing(client, tuples, Some(&mut writer.node))?.is_none();
        drop(writer);
        if done {
            done = missing(client, tuples, None)?.is_none();
        }
        if done {
            return Ok(());
        }
        if is_over(Some(client.until)) {
            let missing = missing(client, tuples, None)?;
            return missing.map_or(Ok(()), |endpoint| {
                Err(Stop::Late(format!("{endpoint} does not show the tuples")))
            });
        }
    }
}

/// The first peer that does not show the tuples.
fn missing(
    client: &Client,
    tuples: &HashMap<Bytes, Tuple>,
    mut writer: Option<&mut Node>,
) -> Result<Option<String>> {
    let shown = |table: &Tuples| {
        let shows = |(key, tuple): (&Bytes, &Tuple)| table.get(key) == Some(&tuple.value);
        table.len() >= tuples.len() && tuples.iter().all(shows)
    };
    for (index, endpoint) in client.peers.endpoints.iter().enumerate() {
        let until = Instant::now() + ROUND;
        match read(client, index, until, writer.as_deref_mut(), shown) {
            Ok(table) if shown(&table) => {}
            Ok(_) | Err(Stop::Late(_)) => return Ok(Some(endpoint.clone())),
            Err(stop) => return Err(stop),
        }
    }
    Ok(None)
}
