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

/// A socket option.
#[derive(Debug, PartialEq, Eq)]
pub struct SocketOption {
    name: &'static str,
    number: i32,
    form: Form,
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
    ($($name:ident = $number:literal, $form:ident $(, only on $($kind:ident)+)?;)+) => {
        $(
            /// The option of libzmq of this name.
            pub const $name: SocketOption = SocketOption {
                name: stringify!($name),
                number: $number,
                form: Form::$form,
                only_on: &[$($(SocketType::$kind),+)?],
            };
        )+

        /// All options.
        pub const ALL: &[SocketOption] = &[$($name),+];
    };
}

table! {
    AFFINITY = 4, Unsigned;
    IDENTITY = 5, Text, only on REQ REP DEALER ROUTER;
    SUBSCRIBE = 6, Text, only on SUB;
    UNSUBSCRIBE = 7, Text, only on SUB;
    RATE = 8, Int;
    RECOVERY_IVL = 9, Int;
    SNDBUF = 11, Int;
    RCVBUF = 12, Int;
    RCVMORE = 13, Int;
    FD = 14, Int;
    EVENTS = 15, Int;
    TYPE = 16, Int;
    LINGER = 17, Int;
    RECONNECT_IVL = 18, Int;
    BACKLOG = 19, Int;
    RECONNECT_IVL_MAX = 21, Int;
    MAXMSGSIZE = 22, Signed;
    SNDHWM = 23, Int;
    RCVHWM = 24, Int;
    MULTICAST_HOPS = 25, Int;
    RCVTIMEO = 27, Int;
    SNDTIMEO = 28, Int;
    IPV4ONLY = 31, Int;
    LAST_ENDPOINT = 32, Text;
    ROUTER_MANDATORY = 33, Int, only on ROUTER;
    TCP_KEEPALIVE = 34, Int;
    TCP_KEEPALIVE_CNT = 35, Int;
    TCP_KEEPALIVE_IDLE = 36, Int;
    TCP_KEEPALIVE_INTVL = 37, Int;
    TCP_ACCEPT_FILTER = 38, Text;
    IMMEDIATE = 39, Int;
    DELAY_ATTACH_ON_CONNECT = 39, Int;
    XPUB_VERBOSE = 40, Int, only on XPUB;
    ROUTER_RAW = 41, Int, only on ROUTER;
    IPV6 = 42, Int;
    MECHANISM = 43, Int;
    PLAIN_SERVER = 44, Int;
    PLAIN_USERNAME = 45, Text;
    PLAIN_PASSWORD = 46, Text;
    CURVE_SERVER = 47, Int;
    CURVE_PUBLICKEY = 48, Key;
    CURVE_SECRETKEY = 49, Key;
    CURVE_SERVERKEY = 50, Key;
    PROBE_ROUTER = 51, Int, only on ROUTER DEALER REQ;
    REQ_CORRELATE = 52, Int, only on REQ;
    REQ_RELAXED = 53, Int, only on REQ;
    CONFLATE = 54, Int, only on PUSH PULL PUB SUB DEALER;
    ZAP_DOMAIN = 55, Text;
    ROUTER_HANDOVER = 56, Int, only on ROUTER;
    TOS = 57, Int;
    CONNECT_RID = 61, Text, only on ROUTER STREAM;
    CONNECT_RID_BIN = 61, Text;
    GSSAPI_SERVER = 62, Int;
    GSSAPI_PRINCIPAL = 63, Text;
    GSSAPI_SERVICE_PRINCIPAL = 64, Text;
    GSSAPI_PLAINTEXT = 65, Int;
    HANDSHAKE_IVL = 66, Int;
    SOCKS_PROXY = 68, Text;
    XPUB_NODROP = 69, Int, only on XPUB PUB;
    XPUB_MANUAL = 71, Int, only on XPUB;
    XPUB_WELCOME_MSG = 72, Text, only on XPUB;
    STREAM_NOTIFY = 73, Int, only on STREAM;
    INVERT_MATCHING = 74, Int, only on XPUB PUB SUB;
    HEARTBEAT_IVL = 75, Int;
    HEARTBEAT_TTL = 76, Int;
    HEARTBEAT_TIMEOUT = 77, Int;
    XPUB_VERBOSER = 78, Int, only on XPUB;
    CONNECT_TIMEOUT = 79, Int;
    TCP_MAXRT = 80, Int;
    THREAD_SAFE = 81, Int;
    MULTICAST_MAXTPDU = 84, Int;
    VMCI_BUFFER_SIZE = 85, Unsigned;
    VMCI_BUFFER_MIN_SIZE = 86, Unsigned;
    VMCI_BUFFER_MAX_SIZE = 87, Unsigned;
    VMCI_CONNECT_TIMEOUT = 88, Int;
    USE_FD = 89, Int;
    GSSAPI_PRINCIPAL_NAMETYPE = 90, Int;
    GSSAPI_SERVICE_PRINCIPAL_NAMETYPE = 91, Int;
    BINDTODEVICE = 92, Text;
    ZAP_ENFORCE_DOMAIN = 93, Int;
    LOOPBACK_FASTPATH = 94, Int;
    METADATA = 95, Text;
    MULTICAST_LOOP = 96, Int;
    ROUTER_NOTIFY = 97, Int, only on ROUTER;
    XPUB_MANUAL_LAST_VALUE = 98, Int, only on XPUB;
    SOCKS_USERNAME = 99, Text;
    SOCKS_PASSWORD = 100, Text;
    IN_BATCH_SIZE = 101, Int;
    OUT_BATCH_SIZE = 102, Int;
    WSS_KEY_PEM = 103, Text;
    WSS_CERT_PEM = 104, Text;
    WSS_TRUST_PEM = 105, Text;
    WSS_HOSTNAME = 106, Text;
    WSS_TRUST_SYSTEM = 107, Int;
    ONLY_FIRST_SUBSCRIBE = 108, Int;
    RECONNECT_STOP = 109, Int;
    HELLO_MSG = 110, Text;
    DISCONNECT_MSG = 111, Text;
    PRIORITY = 112, Int;
}

/// The most bytes that reading an option gives.
pub const LONGEST: usize = 255;

/// The size of a key in Z85, with its terminator.
const KEY_TEXT: usize = 41;

impl SocketOption {
    /// False if libzmq has no such option, because it was built without its draft API.
    pub fn is_known(&self) -> bool {
        self.number <= BINDTODEVICE.number || has_drafts()
    }

    /// Reads a number. Of 64 bits the lower 32 are given.
    pub fn get_int(&self, socket: SocketRef<'_>) -> Result<i32> {
        match self.form {
            Form::Signed | Form::Unsigned => {
                socket.get(self.number, 0i64).map(|value| value as i32)
            }
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
