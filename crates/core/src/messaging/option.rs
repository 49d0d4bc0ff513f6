//! Socket options: libzmq's numbers, the forms of their values, and the socket types that have them.

use std::ffi::CStr;
use std::fmt;

use czmq_sys::errno::{Errno, Result};
use czmq_sys::zmq::{SocketRef, SocketType, has_drafts, option};

/// The form in which libzmq takes and gives an option's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// 32 bits.
    Int,
    /// 64 bits with a sign.
    Signed,
    /// 64 bits without a sign.
    Unsigned,
    /// Bytes, mostly text.
    Text,
    /// A CURVE key: 32 bytes, or 40 characters of Z85.
    Key,
}

/// The part of libzmq's API that has an option.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Api {
    /// It is always there.
    Stable,
    /// libzmq has it if it was built with its draft API.
    Draft,
}

/// A socket option.
#[derive(Debug, PartialEq, Eq)]
pub struct SocketOption {
    name: &'static str,
    number: i32,
    form: Form,
    api: Api,
    /// The socket types on which it may be set; none for all.
    only_on: &'static [SocketType],
}

/// Why an option was not set.
#[derive(Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Sockets of this type do not have it.
    WrongType {
        /// The option's name.
        option: &'static str,
        /// The type's name.
        kind: &'static CStr,
    },
    /// libzmq said no.
    Failed(Errno),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::WrongType { option, kind } => {
                let kind = kind.to_string_lossy();
                write!(f, "ZMQ_{option} is not valid on {kind} sockets")
            }
            Refusal::Failed(error) => write!(f, "libzmq refuses the value: {error}"),
        }
    }
}

impl From<Errno> for Refusal {
    fn from(error: Errno) -> Refusal {
        Refusal::Failed(error)
    }
}

macro_rules! table {
    ($($name:ident = $number:literal, $form:ident, $api:ident $(, only on $($kind:ident)+)?;)+) => {
        $(
            /// The option of libzmq of this name.
            pub const $name: SocketOption = SocketOption {
                name: stringify!($name),
                number: $number,
                form: Form::$form,
                api: Api::$api,
                only_on: &[$($(SocketType::$kind),+)?],
            };
        )+

        /// All options.
        pub const ALL: &[SocketOption] = &[$($name),+];
    };
}

// --- table of options, written by `cargo xtask options`
table! {
    AFFINITY = 4, Unsigned, Stable;
    IDENTITY = 5, Text, Stable, only on REQ REP DEALER ROUTER;
    SUBSCRIBE = 6, Text, Stable, only on SUB;
    UNSUBSCRIBE = 7, Text, Stable, only on SUB;
    RATE = 8, Int, Stable;
    RECOVERY_IVL = 9, Int, Stable;
    SNDBUF = 11, Int, Stable;
    RCVBUF = 12, Int, Stable;
    RCVMORE = 13, Int, Stable;
    FD = 14, Int, Stable;
    EVENTS = 15, Int, Stable;
    TYPE = 16, Int, Stable;
    LINGER = 17, Int, Stable;
    RECONNECT_IVL = 18, Int, Stable;
    BACKLOG = 19, Int, Stable;
    RECONNECT_IVL_MAX = 21, Int, Stable;
    MAXMSGSIZE = 22, Signed, Stable;
    SNDHWM = 23, Int, Stable;
    RCVHWM = 24, Int, Stable;
    MULTICAST_HOPS = 25, Int, Stable;
    RCVTIMEO = 27, Int, Stable;
    SNDTIMEO = 28, Int, Stable;
    IPV4ONLY = 31, Int, Stable;
    LAST_ENDPOINT = 32, Text, Stable;
    ROUTER_MANDATORY = 33, Int, Stable, only on ROUTER;
    TCP_KEEPALIVE = 34, Int, Stable;
    TCP_KEEPALIVE_CNT = 35, Int, Stable;
    TCP_KEEPALIVE_IDLE = 36, Int, Stable;
    TCP_KEEPALIVE_INTVL = 37, Int, Stable;
    TCP_ACCEPT_FILTER = 38, Text, Stable;
    IMMEDIATE = 39, Int, Stable;
    DELAY_ATTACH_ON_CONNECT = 39, Int, Stable;
    XPUB_VERBOSE = 40, Int, Stable, only on XPUB;
    ROUTER_RAW = 41, Int, Stable, only on ROUTER;
    IPV6 = 42, Int, Stable;
    MECHANISM = 43, Int, Stable;
    PLAIN_SERVER = 44, Int, Stable;
    PLAIN_USERNAME = 45, Text, Stable;
    PLAIN_PASSWORD = 46, Text, Stable;
    CURVE_SERVER = 47, Int, Stable;
    CURVE_PUBLICKEY = 48, Key, Stable;
    CURVE_SECRETKEY = 49, Key, Stable;
    CURVE_SERVERKEY = 50, Key, Stable;
    PROBE_ROUTER = 51, Int, Stable, only on ROUTER DEALER REQ;
    REQ_CORRELATE = 52, Int, Stable, only on REQ;
    REQ_RELAXED = 53, Int, Stable, only on REQ;
    CONFLATE = 54, Int, Stable, only on PUSH PULL PUB SUB DEALER;
    ZAP_DOMAIN = 55, Text, Stable;
    ROUTER_HANDOVER = 56, Int, Stable, only on ROUTER;
    TOS = 57, Int, Stable;
    CONNECT_RID = 61, Text, Stable, only on ROUTER STREAM;
    CONNECT_RID_BIN = 61, Text, Stable;
    GSSAPI_SERVER = 62, Int, Stable;
    GSSAPI_PRINCIPAL = 63, Text, Stable;
    GSSAPI_SERVICE_PRINCIPAL = 64, Text, Stable;
    GSSAPI_PLAINTEXT = 65, Int, Stable;
    HANDSHAKE_IVL = 66, Int, Stable;
    SOCKS_PROXY = 68, Text, Stable;
    XPUB_NODROP = 69, Int, Stable, only on XPUB PUB;
    XPUB_MANUAL = 71, Int, Stable, only on XPUB;
    XPUB_WELCOME_MSG = 72, Text, Stable, only on XPUB;
    STREAM_NOTIFY = 73, Int, Stable, only on STREAM;
    INVERT_MATCHING = 74, Int, Stable, only on XPUB PUB SUB;
    HEARTBEAT_IVL = 75, Int, Stable;
    HEARTBEAT_TTL = 76, Int, Stable;
    HEARTBEAT_TIMEOUT = 77, Int, Stable;
    XPUB_VERBOSER = 78, Int, Stable, only on XPUB;
    CONNECT_TIMEOUT = 79, Int, Stable;
    TCP_MAXRT = 80, Int, Stable;
    THREAD_SAFE = 81, Int, Stable;
    MULTICAST_MAXTPDU = 84, Int, Stable;
    VMCI_BUFFER_SIZE = 85, Unsigned, Stable;
    VMCI_BUFFER_MIN_SIZE = 86, Unsigned, Stable;
    VMCI_BUFFER_MAX_SIZE = 87, Unsigned, Stable;
    VMCI_CONNECT_TIMEOUT = 88, Int, Stable;
    USE_FD = 89, Int, Stable;
    GSSAPI_PRINCIPAL_NAMETYPE = 90, Int, Stable;
    GSSAPI_SERVICE_PRINCIPAL_NAMETYPE = 91, Int, Stable;
    BINDTODEVICE = 92, Text, Stable;
    ZAP_ENFORCE_DOMAIN = 93, Int, Draft;
    LOOPBACK_FASTPATH = 94, Int, Draft;
    METADATA = 95, Text, Draft;
    MULTICAST_LOOP = 96, Int, Draft;
    ROUTER_NOTIFY = 97, Int, Draft, only on ROUTER;
    XPUB_MANUAL_LAST_VALUE = 98, Int, Draft, only on XPUB;
    SOCKS_USERNAME = 99, Text, Draft;
    SOCKS_PASSWORD = 100, Text, Draft;
    IN_BATCH_SIZE = 101, Int, Draft;
    OUT_BATCH_SIZE = 102, Int, Draft;
    WSS_KEY_PEM = 103, Text, Draft;
    WSS_CERT_PEM = 104, Text, Draft;
    WSS_TRUST_PEM = 105, Text, Draft;
    WSS_HOSTNAME = 106, Text, Draft;
    WSS_TRUST_SYSTEM = 107, Int, Draft;
    ONLY_FIRST_SUBSCRIBE = 108, Int, Draft;
    RECONNECT_STOP = 109, Int, Draft;
    HELLO_MSG = 110, Text, Draft;
    DISCONNECT_MSG = 111, Text, Draft;
    PRIORITY = 112, Int, Draft;
}
// --- end of the table of options

/// The most bytes that reading an option gives.
pub const LONGEST: usize = 255;

/// The size of a key in Z85, with its terminator.
const KEY_TEXT: usize = 41;

impl SocketOption {
    /// False if libzmq has no such option, because it was built without its draft API.
    pub fn is_known(&self) -> bool {
        self.api == Api::Stable || has_drafts()
    }

    /// Reads a number. Of 64 bits the lower 32 are given.
    pub fn get_int(&self, socket: SocketRef<'_>) -> Result<i32> {
        match self.form {
            Form::Signed | Form::Unsigned => socket.get_long(self.number).map(|value| value as i32),
            _ => socket.get_int(self.number),
        }
    }

    /// Sets a number, its sign extended to 64 bits where the option has them.
    pub fn set_int(&self, socket: SocketRef<'_>, value: i32) -> std::result::Result<(), Refusal> {
        self.check_type(socket)?;
        match self.form {
            Form::Signed | Form::Unsigned => {
                socket.set_bytes(self.number, &i64::from(value).to_ne_bytes())?;
            }
            _ => socket.set_int(self.number, value)?,
        }
        Ok(())
    }

    /// Reads bytes into a buffer; gives the number of them, with a terminator if it is a text.
    pub fn get_bytes(&self, socket: SocketRef<'_>, buffer: &mut [u8; LONGEST]) -> Result<usize> {
        let size = if self.form == Form::Key {
            KEY_TEXT
        } else {
            LONGEST
        };
        socket.get_bytes(self.number, &mut buffer[..size])
    }

    /// Sets bytes; of a text without its terminator.
    pub fn set_bytes(
        &self,
        socket: SocketRef<'_>,
        value: &[u8],
    ) -> std::result::Result<(), Refusal> {
        self.check_type(socket)?;
        Ok(socket.set_bytes(self.number, value)?)
    }

    fn check_type(&self, socket: SocketRef<'_>) -> std::result::Result<(), Refusal> {
        if self.only_on.is_empty() {
            return Ok(());
        }
        let kind = SocketType(socket.get_int(option::TYPE)?);
        if self.only_on.contains(&kind) {
            return Ok(());
        }
        Err(Refusal::WrongType {
            option: self.name,
            kind: kind.name().unwrap_or(c"UNKNOWN"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messaging::socket::Socket;

    fn socket(kind: SocketType) -> Socket {
        Socket::new(kind, None).unwrap()
    }

    #[test]
    fn names_are_those_of_the_table() {
        assert_eq!(LINGER.name, "LINGER");
        assert!(ALL.contains(&CURVE_SERVERKEY));
    }

    #[test]
    fn numbers_keep_their_sign_through_64_bits() {
        let socket = socket(SocketType::DEALER);
        for (option, value) in [
            (&MAXMSGSIZE, -1),
            (&MAXMSGSIZE, 1000),
            (&AFFINITY, 5),
            (&LINGER, -1),
        ] {
            option.set_int(socket.handle(), value).unwrap();
            assert_eq!(option.get_int(socket.handle()), Ok(value));
        }
    }

    #[test]
    fn options_of_other_types_are_refused() {
        for option in ALL.iter().filter(|option| !option.only_on.is_empty()) {
            let others = (SocketType::PAIR.0..=SocketType::STREAM.0)
                .map(SocketType)
                .filter(|kind| !option.only_on.contains(kind));
            for kind in others {
                let socket = socket(kind);
                let refusal = Refusal::WrongType {
                    option: option.name,
                    kind: kind.name().unwrap(),
                };
                assert_eq!(option.set_int(socket.handle(), 1), Err(refusal));
            }
        }
    }

    #[test]
    fn a_value_that_libzmq_does_not_take_is_an_error() {
        let socket = socket(SocketType::PUB);
        assert_eq!(
            SNDTIMEO.set_int(socket.handle(), -99),
            Err(Refusal::Failed(Errno::INVAL))
        );
    }

    #[test]
    fn keys_are_read_as_text() {
        let socket = socket(SocketType::DEALER);
        let mut buffer = [1; LONGEST];
        let key = b"rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7";
        CURVE_SERVERKEY.set_bytes(socket.handle(), key).unwrap();
        let size = CURVE_SERVERKEY
            .get_bytes(socket.handle(), &mut buffer)
            .unwrap();
        assert_eq!(&buffer[..size], [key.as_slice(), b"\0"].concat());
    }
}
