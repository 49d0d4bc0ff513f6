//! Requests for authentication (ZAP).

use std::cell::RefCell;
use std::ffi::CString;
use std::{env, fs, process};

use czmq_core::security::cert::Cert;
use czmq_core::security::certstore::Store;
use czmq_core::security::zap::{Authenticator, Outcome as Done};

use crate::{Outcome, frames, outcome};

/// Authenticators of which each has something else set; all know one certificate.
struct Authenticators {
    plain: Authenticator,
    allowing: Authenticator,
    denying: Authenticator,
    with_passwords: Authenticator,
    with_any_curve: Authenticator,
}

fn authenticator(command: &[&[u8]]) -> Authenticator {
    let mut store = Store::new(None);
    store.insert(Cert::new([3; 32], [0; 32]));
    let mut authenticator = Authenticator::new(Some(Box::new(store)));
    assert_eq!(authenticator.command(&[b"VERBOSE"]), Done::Done);
    if !command.is_empty() {
        assert_eq!(authenticator.command(command), Done::Done);
    }
    authenticator
}

impl Authenticators {
    fn new() -> Authenticators {
        let passwords = env::temp_dir().join(format!("czmq-fuzz-{}", process::id()));
        fs::write(&passwords, "user=secret\nother=\n").expect("a file");
        let name = passwords.to_str().and_then(|name| CString::new(name).ok());
        let name = name.expect("a name");
        let authenticators = Authenticators {
            plain: authenticator(&[]),
            allowing: authenticator(&[b"ALLOW", b"10.0.0.1"]),
            denying: authenticator(&[b"DENY", b"10.0.0.1"]),
            with_passwords: authenticator(&[b"PLAIN", name.to_bytes()]),
            with_any_curve: authenticator(&[b"CURVE", b"*"]),
        };
        fs::remove_file(&passwords).expect("the file");
        authenticators
    }
}

thread_local! {
    static AUTHENTICATORS: RefCell<Option<Authenticators>> = const { RefCell::new(None) };
}

/// The status code of the answer to a request; what is right for every authenticator is asserted.
fn answer(authenticator: &mut Authenticator, request: &[&[u8]]) -> Vec<u8> {
    let reply = authenticator.answer(request);
    let [version, sequence, code, text, user, metadata] = reply.frames();
    assert_eq!(version, b"1.0");
    assert_eq!(sequence, request.get(1).copied().unwrap_or_default());
    assert!(matches!(code, b"200" | b"400" | b"500") && !text.is_empty());
    if code != b"200" {
        assert!(user.is_empty() && metadata.is_empty());
    } else if request[5] == b"PLAIN" {
        assert_eq!(user, request[6]);
    }
    for note in authenticator.take_notes() {
        assert!(!note.iter().any(u8::is_ascii_control), "a note is one line");
    }
    code.to_vec()
}

/// A request: nobody gets in who should not.
pub fn zap_request(bytes: &[u8]) -> Outcome {
    let request = frames(bytes);
    // One that a failed check left in the middle of something is not used again.
    let mut all = AUTHENTICATORS.take().unwrap_or_else(Authenticators::new);
    let accepted = |authenticator| answer(authenticator, &request) == b"200";
    let codes = [
        accepted(&mut all.plain),
        accepted(&mut all.allowing),
        accepted(&mut all.denying),
        accepted(&mut all.with_passwords),
        accepted(&mut all.with_any_curve),
    ];
    AUTHENTICATORS.set(Some(all));

    let [plain, allowing, denying, with_passwords, with_any_curve] = codes;
    let frame = |index: usize| request.get(index).copied().unwrap_or_default();
    let (address, mechanism) = (frame(3), frame(5));
    assert!(!allowing || address == b"10.0.0.1");
    assert!(!denying || address != b"10.0.0.1");
    match mechanism {
        b"PLAIN" => {
            assert!(!plain && !allowing && !denying && !with_any_curve);
            let known = [[&b"user"[..], b"secret"], [b"other", b""]];
            assert!(!with_passwords || known.contains(&[frame(6), frame(7)]));
        }
        b"CURVE" => {
            let known = frame(6) == [3; 32];
            assert!(known || !(plain || allowing || denying || with_passwords));
        }
        b"NULL" | b"GSSAPI" => {}
        // An address that was let in suffices.
        _ => assert_eq!([plain, with_passwords, with_any_curve], [false; 3]),
    }
    outcome((codes, (mechanism.len() == 4).then_some(mechanism)))
}
