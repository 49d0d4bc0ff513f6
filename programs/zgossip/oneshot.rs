//! The commands that ask or tell, and leave.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use clap::ArgMatches;

use crate::client::{Client, Joined, all_bytes};
use crate::input::{Lines, Request, check};
use crate::node::{Also, Bytes, Event, is_over, wait};
use crate::{Result, Stop, original};

/// A tuple to be published, and for how many milliseconds.
pub struct Tuple {
    pub value: Bytes,
    ttl: Option<u64>,
}

pub fn milliseconds(time: Duration) -> u64 {
    time.as_millis() as u64
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// What is to be published, by key; of several values of one the last.
fn tuples(given: &ArgMatches, ttl: Option<u64>) -> Result<HashMap<Bytes, Tuple>> {
    let mut tuples = HashMap::new();
    if !given.get_flag("stdin") {
        let one = |name| given.get_one::<Bytes>(name).cloned().unwrap_or_default();
        tuples.insert(
            one("KEY"),
            Tuple {
                value: one("VALUE"),
                ttl,
            },
        );
        return Ok(tuples);
    }
    let mut lines = Lines::new(given.get_flag("json"));
    while let Some(requests) = lines.read()? {
        for request in requests {
            match request.map_err(Stop::Usage)? {
                Request::Publish {
                    key,
                    value,
                    ttl: own,
                } => {
                    let ttl = own.or(ttl);
                    tuples.insert(key, Tuple { value, ttl });
                }
                Request::Unpublish(key) => {
                    let text = format!(
                        "{}: only a node that runs removes what it reads",
                        lossy(&key)
                    );
                    return Err(Stop::Usage(text));
                }
            }
        }
    }
    Ok(tuples)
}

pub fn send(to: &mut Joined<'_>, key: &[u8], tuple: &Tuple) -> Result<()> {
    match tuple.ttl {
        Some(_) if to.node.original() => to.node.require("a time to live"),
        Some(ttl) => to.node.tell([
            &b"PUBLISH"[..],
            key,
            &tuple.value,
            ttl.to_string().as_bytes(),
        ]),
        None => to.node.tell([&b"PUBLISH"[..], key, &tuple.value]),
    }
}

/// Publishes. That a peer has it is known from another connection to it, over which it comes back.
pub fn publish(given: &ArgMatches) -> Result<()> {
    let ttl = given.get_one::<Duration>("ttl").copied().map(milliseconds);
    let tuples = tuples(given, ttl)?;
    // The time is for the nodes, not for the input.
    let client = Client::new(given)?;
    let only = match tuples.len() {
        0 => return Ok(()),
        1 => tuples.keys().next().map(|key| &**key),
        _ => None,
    };
    let mut writer = client.open(only)?;
    if writer.node.original() {
        drop(writer);
        return original::publish(&client, &tuples);
    }
    let mut readers = observers(&client, only)?;
    // What a peer has of the key must be known before it is outdone.
    writer.wait_up()?;
    writer.events.clear();
    // They are to see also what does not stay for long.
    for reader in &mut readers {
        reader.wait_up()?;
    }
    for (key, tuple) in &tuples {
        send(&mut writer, key, tuple)?;
    }
    let mut missing: Vec<HashMap<&[u8], &[u8]>> = readers
        .iter()
        .map(|_| {
            tuples
                .iter()
                .map(|(key, tuple)| (&**key, &*tuple.value))
                .collect()
        })
        .collect();
    loop {
        for (reader, missing) in readers.iter_mut().zip(&mut missing) {
            reader.listen()?;
            for event in reader.events.drain(..) {
                if let Event::Deliver(key, value) = event
                    && missing.get(&*key) == Some(&&*value)
                {
                    missing.remove(&*key);
                }
            }
        }
        if missing.iter().all(HashMap::is_empty) {
            return Ok(());
        }
        writer.listen()?;
        for event in std::mem::take(&mut writer.events) {
            match event {
                Event::Refused(key, reason) => {
                    return Err(Stop::Failed(format!("{}: {}", lossy(&key), lossy(&reason))));
                }
                // A write that was not known outranked this one; the next outranks that.
                Event::Deliver(key, value) => {
                    if let Some(tuple) = tuples.get(&key)
                        && tuple.value != value
                        && missing.iter().any(|missing| missing.contains_key(&*key))
                    {
                        send(&mut writer, &key, tuple)?;
                    }
                }
                _ => {}
            }
        }
        if is_over(Some(client.until)) {
            let slow = readers
                .iter()
                .zip(&missing)
                .find(|(_, missing)| !missing.is_empty());
            let Some((reader, missing)) = slow else {
                return Ok(());
            };
            let key = missing
                .keys()
                .next()
                .map(|key| lossy(key))
                .unwrap_or_default();
            return Err(Stop::Late(format!(
                "{} does not show {key}, and {} more",
                reader.peers[0].0,
                missing.len() - 1
            )));
        }
        wait_all(&writer, &readers, client.until)?;
    }
}

/// A node for each peer, connected to that one alone.
fn observers<'c>(client: &'c Client, prefix: Option<&[u8]>) -> Result<Vec<Joined<'c>>> {
    let all = 0..client.peers.endpoints.len();
    all.map(|index| client.open_one(prefix, index)).collect()
}

fn wait_all(writer: &Joined<'_>, readers: &[Joined<'_>], until: Instant) -> Result<()> {
    let nodes = [writer].into_iter().chain(readers);
    let nodes: Vec<_> = nodes.map(|joined| &joined.node).collect();
    wait(&nodes, Also::default(), Some(until)).map(drop)
}

/// True if a node holds a key.
fn holds(joined: &mut Joined<'_>, key: &[u8]) -> Result<bool> {
    Ok(joined.node.ask([b"GET", key])?.len() > 1)
}

/// Removes. That a peer has removed it is known from another connection to it, which had the tuple
/// from there, and then has it not any more.
pub fn unpublish(given: &ArgMatches) -> Result<()> {
    let client = Client::new(given)?;
    let keys = all_bytes(given, "KEY");
    for key in &keys {
        check(key).map_err(Stop::Usage)?;
    }
    let only = (keys.len() == 1).then(|| &*keys[0]);
    let mut writer = client.open(only)?;
    writer.node.require("unpublish")?;
    let mut readers = observers(&client, only)?;
    writer.wait_up()?;
    for (endpoint, ours) in &writer.peers {
        if *ours == Some(false) {
            let text = format!("{endpoint} is a node of the original library, which cannot remove");
            return Err(Stop::Failed(text));
        }
    }
    let delivered = |joined: &Joined<'_>| {
        let came = |key: &Bytes| {
            let of = |event: &Event| matches!(event, Event::Deliver(name, _) if name == key);
            joined.events.iter().any(of)
        };
        keys.iter().all(came)
    };
    writer.wait_settled(delivered)?;
    let mut missing = Vec::new();
    for key in &keys {
        if !holds(&mut writer, key)? {
            missing.push(lossy(key));
        }
    }
    // A node that does not know the tuple cannot tell when it goes.
    for key in &keys {
        if missing.contains(&lossy(key)) {
            continue;
        }
        for reader in &mut readers {
            while !holds(reader, key)? {
                if reader.node.next(Some(client.until))?.is_none() {
                    return Err(late(reader, key, "show"));
                }
            }
        }
        writer.node.tell([&b"UNPUBLISH"[..], key, b"GLOBAL"])?;
        for reader in &mut readers {
            while holds(reader, key)? {
                if reader.node.next(Some(client.until))?.is_none() {
                    return Err(late(reader, key, "remove"));
                }
            }
        }
    }
    match missing.is_empty() {
        true => Ok(()),
        false => Err(Stop::Failed(format!("not there: {}", missing.join(", ")))),
    }
}

fn late(reader: &Joined<'_>, key: &[u8], verb: &str) -> Stop {
    Stop::Late(format!(
        "{} does not {verb} {}",
        reader.peers[0].0,
        lossy(key)
    ))
}

pub fn get(given: &ArgMatches) -> Result<()> {
    let client = Client::new(given)?;
    let key = given.get_one::<Bytes>("KEY").cloned().unwrap_or_default();
    check(&key).map_err(Stop::Usage)?;
    let waits = given.get_flag("wait");
    let mut joined = client.open(Some(&key))?;
    if joined.node.original() {
        drop(joined);
        return match original::get(&client, &key, waits)? {
            Some(value) => show_value(&client, &key, value),
            None => Err(absent(&key, waits)),
        };
    }
    let single = client.peers.endpoints.len() == 1;
    let came = |event: &Event| matches!(event, Event::Deliver(name, _) if *name == key);
    // One peer's first word on it is what it has.
    joined.wait_settled(|joined| single && joined.events.iter().any(came))?;
    loop {
        let mut words = joined.node.ask([b"GET", &*key])?;
        if let Some(value) = words.drain(1..).next() {
            return show_value(&client, &key, value);
        }
        if !waits || joined.node.next(Some(client.until))?.is_none() {
            return Err(absent(&key, waits));
        }
    }
}

fn absent(key: &[u8], waited: bool) -> Stop {
    let key = lossy(key);
    match waited {
        true => Stop::Late(format!("{key}: still no such key")),
        false => Stop::Failed(format!("{key}: no such key")),
    }
}

/// The value as it is, and the end of a line.
fn show_value(client: &Client, key: &[u8], mut value: Bytes) -> Result<()> {
    if client.output.json {
        client.output.tuple(key, Some(&value))?;
    } else {
        value.push(b'\n');
        client.output.bytes(&value)?;
    }
    client.output.flush()
}

/// Lists keys, or tuples, in the order of their keys.
pub fn list(given: &ArgMatches, with_values: bool) -> Result<()> {
    let client = Client::new(given)?;
    let prefixes = all_bytes(given, "PREFIX");
    let mut joined = client.open(None)?;
    let words = if joined.node.original() {
        drop(joined);
        let table = original::table(&client)?;
        table.into_iter().flat_map(<[Bytes; 2]>::from).collect()
    } else {
        joined.wait_settled(|_| false)?;
        joined.node.ask(["DUMP"])?
    };
    let mut tuples: Vec<(&Bytes, &Bytes)> = words
        .chunks_exact(2)
        .map(|pair| (&pair[0], &pair[1]))
        .filter(|(key, _)| prefixes.is_empty() || prefixes.iter().any(|it| key.starts_with(it)))
        .collect();
    tuples.sort_unstable();
    for (key, value) in tuples {
        client.output.tuple(key, with_values.then_some(value))?;
    }
    client.output.flush()
}

pub fn status(given: &ArgMatches) -> Result<()> {
    let client = Client::new(given)?;
    let mut joined = client.open(Some(b"\x01"))?;
    joined.node.require("status")?;
    let settled = joined.wait_settled(|_| false);
    if !matches!(settled, Ok(()) | Err(Stop::Late(_))) {
        return settled;
    }
    // Who did not answer is part of it.
    let (tuples, removed) = joined.counts()?;
    let counts = [("tuples", tuples), ("tombstones", removed)];
    client.output.status(&joined.peers, &counts)?;
    client.output.flush()?;
    settled
}
