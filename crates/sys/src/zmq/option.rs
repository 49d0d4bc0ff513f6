//! The numbers of the socket options that this library uses itself.
#![expect(missing_docs, reason = "libzmq's own names")]

pub const IDENTITY: i32 = 5;
pub const SUBSCRIBE: i32 = 6;
pub const RCVMORE: i32 = 13;
pub const FD: i32 = 14;
pub const EVENTS: i32 = 15;
pub const TYPE: i32 = 16;
pub const LINGER: i32 = 17;
pub const SNDHWM: i32 = 23;
pub const RCVHWM: i32 = 24;
pub const RCVTIMEO: i32 = 27;
pub const SNDTIMEO: i32 = 28;
pub const LAST_ENDPOINT: i32 = 32;
pub const ROUTER_MANDATORY: i32 = 33;
pub const IPV6: i32 = 42;
pub const PLAIN_SERVER: i32 = 44;
pub const CURVE_SERVER: i32 = 47;
pub const CURVE_PUBLICKEY: i32 = 48;
pub const CURVE_SECRETKEY: i32 = 49;
pub const CURVE_SERVERKEY: i32 = 50;
pub const ZAP_DOMAIN: i32 = 55;
pub const HEARTBEAT_IVL: i32 = 75;
pub const HEARTBEAT_TIMEOUT: i32 = 77;
pub const USE_FD: i32 = 89;
