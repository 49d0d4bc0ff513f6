//! Parses the messages of an owner into commands. An argument ends at its first NUL.

use std::ffi::CString;

use crate::actors::actor::TERM;
use czmq_gossip::codec::c_text;
use czmq_gossip::engine::Scope;
use czmq_sys::zmq::Msg;

/// A command, which borrows from its message.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Command<'m> {
    End,
    Verbose,
    Port,
    Status,
    Stats,
    Notify,
    Bind(CString),
    Unbind(CString),
    /// With the server's key, if it is to be reached by CURVE.
    Connect(CString, Option<CString>),
    Disconnect(CString),
    /// For so many milliseconds, or for ever.
    Publish(&'m [u8], &'m [u8], Option<i64>),
    Unpublish(&'m [u8], Scope),
    Get(&'m [u8]),
    /// Tuples with a prefix, with or without their values.
    List {
        prefix: &'m [u8],
        values: bool,
    },
    Subscribe(&'m [u8]),
    Store(CString),
    Load(CString),
    Save(CString),
    Set(CString, CString),
    PublicKey(CString),
    SecretKey(CString),
    ZapDomain(CString),
}

/// Why a message is no command.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    Unknown,
    LacksArgument,
}

/// The name of a message's command.
pub(super) fn name(message: &[Msg]) -> Option<&[u8]> {
    message.first().map(|name| c_text(name))
}

fn owned(text: &[u8]) -> CString {
    CString::new(c_text(text)).unwrap_or_default()
}

impl Command<'_> {
    pub fn parse(message: &[Msg]) -> Result<Command<'_>, Refusal> {
        let word = |index: usize| message.get(index).map(|word| c_text(word));
        let first = || word(1).ok_or(Refusal::LacksArgument);
        let second = || word(2).ok_or(Refusal::LacksArgument);
        Ok(match word(0).unwrap_or_default() {
            b"PUBLISH" => Command::Publish(first()?, second()?, word(3).and_then(time_to_live)),
            TERM => Command::End,
            b"VERBOSE" => Command::Verbose,
            b"PORT" => Command::Port,
            b"STATUS" => Command::Status,
            b"STATS" => Command::Stats,
            b"NOTIFY" => Command::Notify,
            b"BIND" => Command::Bind(owned(first()?)),
            b"UNBIND" => Command::Unbind(owned(first()?)),
            b"CONNECT" => Command::Connect(owned(first()?), word(2).map(owned)),
            b"DISCONNECT" => Command::Disconnect(owned(first()?)),
            b"UNPUBLISH" => Command::Unpublish(
                first()?,
                match word(2) {
                    Some(b"GLOBAL") => Scope::Global,
                    _ => Scope::Own,
                },
            ),
            b"GET" => Command::Get(first()?),
            name @ (b"KEYS" | b"DUMP") => Command::List {
                prefix: word(1).unwrap_or_default(),
                values: name == b"DUMP",
            },
            b"SUBSCRIBE" => Command::Subscribe(first()?),
            b"STORE" => Command::Store(owned(first()?)),
            b"LOAD" | b"CONFIGURE" => Command::Load(owned(first()?)),
            b"SAVE" => Command::Save(owned(first()?)),
            b"SET" => Command::Set(owned(first()?), owned(second()?)),
            b"SET PUBLICKEY" => Command::PublicKey(owned(first()?)),
            b"SET SECRETKEY" => Command::SecretKey(owned(first()?)),
            b"ZAP DOMAIN" => Command::ZapDomain(owned(word(1).unwrap_or(b"global"))),
            _ => return Err(Refusal::Unknown),
        })
    }
}

/// A number of milliseconds. The original knows no time to live and ignores the argument, so what
/// is no such number means for ever.
fn time_to_live(text: &[u8]) -> Option<i64> {
    let ttl = str::from_utf8(text).ok()?.parse().ok()?;
    (ttl > 0).then_some(ttl)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse<'m>(buffer: &'m mut Vec<Msg>, words: &[&[u8]]) -> Result<Command<'m>, Refusal> {
        buffer.extend(words.iter().map(|word| Msg::copy_of(word).unwrap()));
        Command::parse(buffer)
    }

    #[test]
    fn a_time_to_live_is_a_positive_number() {
        for (text, expected) in [
            (&b"1000"[..], Some(1000)),
            (b"1000\0x", Some(1000)),
            (b"0", None),
            (b"-5", None),
            (b"soon", None),
            (b"\xFF", None),
        ] {
            let mut buffer = Vec::new();
            let command = parse(&mut buffer, &[b"PUBLISH", b"key", b"va\0lue", text]);
            assert_eq!(command, Ok(Command::Publish(b"key", b"va", expected)));
        }
    }

    #[test]
    fn what_lacks_an_argument_is_told_from_what_is_unknown() {
        let refused = |words: &[&[u8]]| parse(&mut Vec::new(), words).err();
        assert_eq!(refused(&[b"SET", b"path"]), Some(Refusal::LacksArgument));
        assert_eq!(refused(&[b"BIND"]), Some(Refusal::LacksArgument));
        assert_eq!(refused(&[b"bind"]), Some(Refusal::Unknown));
        assert_eq!(refused(&[b""]), Some(Refusal::Unknown));
        assert_eq!(refused(&[b"KEYS"]), None);
        assert_eq!(refused(&[b"ZAP DOMAIN"]), None);
    }
}
