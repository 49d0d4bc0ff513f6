//! zgossip: tuples spread over a loose graph of nodes.

use std::ffi::{CStr, c_char, c_void};

use crate::abi::{self_test, tagged, text_opt};
use crate::zactor::{zactor_destroy, zactor_new, zactor_t};
use crate::zmsg::{zmsg_addstr, zmsg_destroy, zmsg_new, zmsg_popstr, zmsg_recv, zmsg_send};
use crate::zsock::zsock_t;
use crate::zstr::{zstr_free, zstr_send};
use czmq_c_abi::Owned;
use czmq_core::actors::actor::Actor;
use czmq_core::actors::gossip;
use czmq_sys::errno::Result;
use czmq_sys::stream::Stream;
use czmq_sys::zmq::option;

/// A gossip node, as the function of an actor: `zactor_new (zgossip, "label")`. The label names the
/// node in the log, and may be NULL.
///
/// A node holds name/value tuples and exchanges them with its peers. All nodes that are connected,
/// directly or through others, converge on the same set. A node obeys these commands, each a
/// message of strings (zstr_sendx), in the order of their arrival:
///
///     BIND endpoint                  Accepts peers there. `*` selects an ephemeral port.
///     UNBIND endpoint                Stops accepting peers there.
///     PORT                           Replies PORT and the port of the last BIND: 0 without one, or
///                                    if it was not tcp, -1 if it failed.
///     CONNECT endpoint [server-key]  Connects to a peer, with CURVE if its public key is given.
///     DISCONNECT endpoint            Disconnects from it.
///     PUBLISH key value [ttl]        Sets a tuple. The key has at most 255 bytes. With a time to
///                                    live, in milliseconds, at least 100, it expires at all nodes
///                                    once this one has been gone or unreachable for that time;
///                                    until then this node renews it. A ttl that is not a number
///                                    is ignored.
///     UNPUBLISH key [GLOBAL]         Removes a tuple that this node published from all nodes; with
///                                    GLOBAL, also one that another node published. Without it,
///                                    this node alone forgets that one, until its value changes.
///     GET key                        Replies GET, key, value; without value if there is none.
///     KEYS [prefix]                  Replies KEYS and all keys, or those with a prefix.
///     DUMP [prefix]                  Replies DUMP, key, value, key, value and so on.
///     SUBSCRIBE prefix               Limits DELIVER, REMOVE and EXPIRE to keys with this prefix,
///                                    or one of an earlier SUBSCRIBE.
///     NOTIFY                         Enables REMOVE, EXPIRE, PEER and REFUSED.
///     STATUS                         Replies STATUS and the number of tuples.
///     STATS                          Replies STATS, name, number, name, number and so on; see
///                                    below.
///     STORE file                     Loads the tuples in the file, and from now on keeps the node's
///                                    tuples there, so that they survive a restart.
///     VERBOSE                        Logs commands and what happens at clients.
///     LOAD file                      Loads a configuration in place of the one set before, and
///                                    again whenever the file changes.
///     SET path value                 Sets a configuration item; see below.
///     SAVE file                      Saves the configuration.
///     SET PUBLICKEY key              The node's public CURVE key, in Z85, for later BIND and
///                                    CONNECT.
///     SET SECRETKEY key              The node's secret CURVE key, in Z85, likewise.
///     ZAP DOMAIN domain              The domain for the authenticator; `global` by default.
///
/// The first word and PUBLICKEY, SECRETKEY or DOMAIN are one string. A command that lacks an
/// argument, or is unknown, is logged and ignored. The original knows neither UNBIND, DISCONNECT,
/// GET, KEYS, DUMP, SUBSCRIBE, NOTIFY, STATS and STORE, nor a time to live, nor GLOBAL.
///
/// The node sends DELIVER, key, value for each tuple that is new or has a new value, including those
/// that its owner published. Messages are queued until the owner reads them, while the node goes on.
/// Of several queued DELIVERs of one key only the last is kept. After NOTIFY the node also sends:
///
///     REMOVE key                     A tuple was removed by another node.
///     EXPIRE key                     A tuple expired.
///     PEER UP name kind              A peer is connected: the endpoint of CONNECT, or `client` and a
///                                    number; OURS for a node of this library, or else STOCK.
///     PEER DOWN name                 The peer is gone.
///     REFUSED key reason             A PUBLISH was refused.
///
/// Configuration items, each a number:
///
///     server/timeout                 How many milliseconds of silence a server of the original
///                                    tolerates; this node sends PING before that. Default 1000.
///     server/verbose                 1: like VERBOSE.
///     server/max_tuples              Further tuples are refused; 0: no limit.
///     server/max_value               Values of more bytes are refused; 0: no limit.
///     server/max_rate                The most tuples a second from one peer; more are refused; 0:
///                                    no limit. Those of nodes of this library arrive later, when
///                                    tables are compared.
///     server/grace                   For how many milliseconds a removal is remembered. Default: a
///                                    week. A node that was unreachable for longer may bring the
///                                    tuple back.
///
/// The numbers of STATS: `tuples`; `tombstones`, removed tuples that are remembered; `peers`, and
/// of them `ours` and `stock`; PUBLISH messages `received` and `sent`; messages `queued` for peers
/// that do not read; replies `undelivered` because the owner does not read, and `coalesced`, replaced
/// by a later one before they were sent; `conflicts`, writes that arrived after one that outranks them;
/// tuples of peers that were `refused`; and `lag`, the age of the last write from a peer when it
/// arrived, in milliseconds, by both clocks.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zgossip(pipe: *mut zsock_t, args: *mut c_void) {
    // SAFETY: `args` is a text, and `pipe` is a handle; the label is copied.
    unsafe {
        let label = text_opt(args.cast::<c_char>()).unwrap_or_default();
        gossip::run(tagged(pipe, "zgossip"), label);
    }
}

/// An actor that runs [`zgossip`], without a thread of its own.
///
/// # Safety
/// The contract; the label is copied.
pub unsafe fn spawn(args: *mut c_void) -> Result<Actor<Owned<zsock_t>>> {
    // SAFETY: as above.
    let label = unsafe { text_opt(args.cast::<c_char>()) }.unwrap_or_default();
    gossip::spawn(label)
}

/// Sends a command of strings, as zstr_sendx does.
unsafe fn command(node: *mut zactor_t, words: &[&CStr]) {
    // SAFETY: `node` is a handle.
    unsafe {
        let mut message = zmsg_new();
        for word in words {
            zmsg_addstr(message, word.as_ptr());
        }
        assert_eq!(zmsg_send(&mut message, node.cast()), 0);
    }
}

/// Receives a message of strings, as zstr_recvx does.
unsafe fn reply(node: *mut zactor_t) -> Vec<String> {
    let mut words = Vec::new();
    // SAFETY: `word` is a text.
    unsafe {
        let mut message = zmsg_recv(node.cast());
        assert!(!message.is_null());
        loop {
            let mut word = zmsg_popstr(message);
            if word.is_null() {
                zmsg_destroy(&mut message);
                return words;
            }
            words.push(CStr::from_ptr(word).to_string_lossy().into_owned());
            zstr_free(&mut word);
        }
    }
}

/// Tests this class; aborts if a check fails.
#[unsafe(no_mangle)]
pub extern "C" fn zgossip_test(verbose: bool) {
    // SAFETY: the calls keep the contract.
    self_test("zgossip", || unsafe {
        if verbose {
            Stream::stdout().write(b"\n");
        }
        let node = |label: &CStr| {
            let node = zactor_new(Some(zgossip), label.as_ptr().cast_mut().cast());
            assert!(!node.is_null());
            // A node that does not answer must not keep the test waiting.
            (*node)
                .pipe()
                .handle()
                .set_int(option::RCVTIMEO, 10_000)
                .unwrap();
            if verbose {
                zstr_send(node.cast(), c"VERBOSE".as_ptr());
            }
            node
        };
        let mut base = node(c"base");
        command(base, &[c"BIND", c"inproc://zgossip.test"]);
        command(base, &[c"PORT"]);
        assert_eq!(reply(base), ["PORT", "0"]);
        let mut leaves = [node(c"alpha"), node(c"beta")];
        for (leaf, name) in leaves.into_iter().zip([c"alpha", c"beta"]) {
            command(leaf, &[c"CONNECT", c"inproc://zgossip.test"]);
            command(leaf, &[c"PUBLISH", name, c"here"]);
        }
        for actor in [base, leaves[0], leaves[1]] {
            let mut names = [reply(actor), reply(actor)].map(|words| words[1].clone());
            names.sort();
            assert_eq!(names, ["alpha", "beta"]);
            command(actor, &[c"STATUS"]);
            assert_eq!(reply(actor), ["STATUS", "2"]);
        }
        for actor in &mut leaves {
            zactor_destroy(actor);
        }
        zactor_destroy(&mut base);
    });
}
