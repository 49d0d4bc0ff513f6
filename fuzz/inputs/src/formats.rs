//! Formats of files and frames.

use czmq::zframe::{zframe_destroy, zframe_new};
use czmq::zhash::{zhash_destroy, zhash_pack, zhash_size, zhash_unpack};
use czmq::zhashx::{zhashx_destroy, zhashx_pack, zhashx_size, zhashx_unpack};
use czmq_core::formats::armour::Armour;
use czmq_core::formats::config::Config;
use czmq_core::formats::osc::{Osc, Value};
use czmq_core::formats::uuid::Uuid;
use czmq_core::formats::{compressed, dictionary, properties};

use crate::{Outcome, magnitude, outcome};

/// A configuration in ZPL.
pub fn config(bytes: &[u8]) -> Outcome {
    match Config::parse(bytes) {
        Ok(tree) => {
            let text = tree.to_text(Config::ROOT);
            let text = text.expect("what was read can be written");
            let again = Config::parse(&text).expect("what is written can be read");
            assert_eq!(again.places(), tree.places());
            assert_eq!(again.to_text(Config::ROOT), Ok(text));
            outcome(magnitude(tree.places()))
        }
        Err(error) => {
            let lines = bytes.iter().filter(|byte| **byte == b'\n').count() + 1;
            assert!((1..=lines).contains(&error.line));
            // The reason may quote the line.
            let reason = error.reason.split(|byte| *byte == b'\'').next();
            outcome((error.line.min(4), reason))
        }
    }
}

/// A table of strings in a frame, as zhash and zhashx read it.
pub fn packed_hash(bytes: &[u8]) -> Outcome {
    let items: Vec<_> = dictionary::decode(bytes).collect();
    assert!(items.len() * 5 <= bytes.len());
    let again = dictionary::encode(items.iter().copied()).expect("what was decoded");
    assert_eq!(dictionary::decode(&again).collect::<Vec<_>>(), items);
    let mut keys: Vec<_> = items.iter().map(|(key, _)| key).collect();
    keys.sort();
    keys.dedup();
    let unique = keys.len() == items.len();
    // SAFETY: the handles are live, and destroyed once.
    unsafe {
        let mut frame = zframe_new(bytes.as_ptr().cast(), bytes.len());
        let mut hash = zhash_unpack(frame);
        let mut hashx = zhashx_unpack(frame);
        zframe_destroy(&mut frame);
        assert_eq!(
            hash.is_null(),
            !unique,
            "only a key that is there twice is refused"
        );
        if !hash.is_null() {
            assert_eq!(zhash_size(hash), items.len());
            let mut packed = zhash_pack(hash);
            let mut again = zhash_unpack(packed);
            assert_eq!(zhash_size(again), items.len());
            zhash_destroy(&mut again);
            zframe_destroy(&mut packed);
            zhash_destroy(&mut hash);
        }
        let mut sizex = None;
        if !hashx.is_null() {
            sizex = Some(zhashx_size(hashx));
            assert_eq!(sizex, Some(keys.len()));
            let mut packed = zhashx_pack(hashx);
            let mut again = zhashx_unpack(packed);
            assert_eq!(zhashx_size(again), keys.len());
            zhashx_destroy(&mut again);
            zframe_destroy(&mut packed);
            zhashx_destroy(&mut hashx);
        }
        outcome((unique, items.len(), sizex))
    }
}

/// A list of strings in a frame.
pub fn packed_list(bytes: &[u8]) -> Outcome {
    let texts = dictionary::decode_list(bytes);
    if let Ok(texts) = &texts {
        assert!(texts.len() * 4 <= bytes.len());
        let again = dictionary::encode_list(texts.iter().copied()).expect("what was decoded");
        assert_eq!(dictionary::decode_list(&again).as_ref(), Ok(texts));
    }
    outcome(texts.map(|texts| texts.len()).ok())
}

/// A compressed string: its length, and a block of LZ4.
pub fn compressed_string(bytes: &[u8]) -> Outcome {
    let (length, block) = bytes.split_at(bytes.len().min(size_of::<usize>()));
    let text = compressed::expand(length, block);
    if let Ok(text) = &text {
        assert!(text.len() <= 255 * (block.len() + 1));
        assert_eq!(text.len().to_ne_bytes(), length);
        let [length, block] = compressed::compress(text).expect("what was expanded");
        assert_eq!(compressed::expand(&length, &block).as_ref(), Ok(text));
    }
    outcome(text.map(|text| text.len()).ok())
}

/// The file of a saved table: a line `key=value` for each item.
pub fn properties(bytes: &[u8]) -> Outcome {
    let items: Vec<_> = properties::parse(bytes).collect();
    assert!(items.iter().all(|(key, value)| {
        !key.is_empty() && !key.starts_with(b"#") && !key.contains(&b'=') && !value.contains(&b'\n')
    }));
    let text = properties::format(&[], items.iter().copied());
    assert_eq!(properties::parse(&text).collect::<Vec<_>>(), items);
    outcome(magnitude(items.len()))
}

/// The text of a UUID.
pub fn uuid(bytes: &[u8]) -> Outcome {
    let mut uuid = Uuid::random();
    let before = *uuid.bytes();
    let read = uuid.set_text(bytes);
    if read.is_ok() {
        let digits = bytes.iter().filter(|byte| byte.is_ascii_hexdigit());
        let digits: Vec<u8> = digits.map(u8::to_ascii_uppercase).collect();
        assert!(digits.len() <= 32 && uuid.text().to_bytes().starts_with(&digits));
        assert_eq!(uuid.bytes()[digits.len() / 2..], before[digits.len() / 2..]);
    }
    let mut again = Uuid::random();
    assert_eq!(again.set_text(uuid.canonical().to_bytes()), Ok(()));
    assert_eq!(again.bytes(), uuid.bytes());
    outcome(read.is_ok())
}

/// An armoured text, after a byte with the mode and settings.
pub fn armour(bytes: &[u8]) -> Outcome {
    let (settings, text) = bytes.split_first().unwrap_or((&0, &[]));
    let armour = Armour {
        mode: i32::from(settings % 8),
        pad: settings & 8 == 0,
        line_breaks: settings & 16 != 0,
        line_length: text.len() / 3,
        ..Armour::default()
    };
    let decoded = armour.decode(text);
    if let Ok(decoded) = &decoded {
        assert!(decoded.len() <= text.len());
        let again = armour.encode(decoded).expect("what was decoded");
        assert_eq!(armour.decode(&again).as_ref(), Ok(decoded));
    }
    let size = decoded.ok().map(|bytes| magnitude(bytes.len()).min(2));
    outcome((settings % 8, size))
}

/// An OSC message.
pub fn osc(bytes: &[u8]) -> Outcome {
    let Ok(mut osc) = Osc::read(bytes.to_vec()) else {
        return outcome(());
    };
    let types = osc.format().to_bytes().len();
    let count = osc.values().count();
    assert!(count <= types);
    assert!(osc.address().to_bytes().len() < bytes.len());
    osc.listing();

    // A walk sees the same.
    let mut walked = 0;
    let mut at = osc.first();
    while let Some((_, place)) = at {
        assert!(place <= bytes.len() && osc.item().is_some());
        walked += 1;
        at = osc.next();
    }
    assert_eq!(walked, count);
    assert_eq!(osc.last().is_some(), count > 0 && count == types);

    // What is whole, padding included, can be added to.
    let whole = count == types && bytes.len().is_multiple_of(4);
    osc.append(&[(b'i', Value::Int32(7))]);
    if whole {
        let again = Osc::read(osc.bytes().to_vec()).expect("a whole message");
        assert_eq!(again.address(), osc.address());
        assert_eq!(again.format().to_bytes().len(), types + 1);
        assert_eq!(again.values().count(), count + 1);
    }
    outcome((magnitude(count), whole, bytes.len() % 4))
}
