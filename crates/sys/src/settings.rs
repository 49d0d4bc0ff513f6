//! The settings of the process: CZMQ's defaults, the environment that changes them, and how they
//! reach a context.

use std::ffi::{CStr, CString};

use super::errno::{Errno, Result};
use super::integer::leading_int;
use super::intern::intern;
use super::zmq::{Context, context_option};

/// What applies to the context and to the sockets opened from now on. The defaults are CZMQ's;
/// a variable of the environment, read when a session starts, changes each.
#[derive(Clone, Copy)]
pub struct Settings {
    /// `ZSYS_IO_THREADS`
    pub io_threads: i32,
    /// `ZSYS_MAX_SOCKETS`
    pub max_sockets: i32,
    /// `ZSYS_MAX_MSGSZ`
    pub max_msgsz: i32,
    /// `ZSYS_LINGER`, milliseconds
    pub linger: i32,
    /// `ZSYS_SNDHWM`
    pub sndhwm: i32,
    /// `ZSYS_RCVHWM`
    pub rcvhwm: i32,
    /// `ZSYS_PIPEHWM`
    pub pipehwm: i32,
    /// `ZSYS_IPV6`
    pub ipv6: i32,
    /// `ZSYS_AUTO_USE_FD`
    pub auto_use_fd: i32,
    /// `ZSYS_FILE_STABLE_AGE_MSEC`
    pub file_stable_age: i64,
    /// `ZSYS_THREAD_PRIORITY`
    pub thread_priority: i32,
    /// `ZSYS_THREAD_SCHED_POLICY`
    pub thread_sched_policy: i32,
    /// `ZSYS_THREAD_NAME_PREFIX`
    pub thread_name_prefix: i32,
    /// `ZSYS_THREAD_NAME_PREFIX_STR`; goes before the number
    pub thread_name_prefix_str: Option<&'static CStr>,
    /// `ZSYS_ZERO_COPY_RECV`
    pub zero_copy_recv: i32,
    /// `ZSYS_INTERFACE`
    pub interface: &'static CStr,
    /// `ZSYS_IPV6_ADDRESS`
    pub ipv6_address: &'static CStr,
    /// `ZSYS_IPV6_MCAST_ADDRESS`
    pub ipv6_mcast_address: &'static CStr,
    /// `ZSYS_IPV4_MCAST_ADDRESS`
    pub ipv4_mcast_address: Option<&'static CStr>,
    /// How many networks multicast beacons reach, at least 1
    pub mcast_ttl: u8,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            io_threads: 1,
            max_sockets: 1024,
            max_msgsz: i32::MAX,
            linger: 0,
            sndhwm: 1000,
            rcvhwm: 1000,
            pipehwm: 1000,
            ipv6: 0,
            auto_use_fd: 0,
            file_stable_age: 5000,
            thread_priority: -1,
            thread_sched_policy: -1,
            thread_name_prefix: -1,
            thread_name_prefix_str: None,
            zero_copy_recv: 1,
            interface: c"",
            ipv6_address: c"",
            ipv6_mcast_address: c"ff02:0:0:0:0:0:0:1",
            ipv4_mcast_address: None,
            mcast_ttl: 1,
        }
    }
}

/// A variable of the environment.
pub(super) fn variable(name: &str) -> Option<CString> {
    use std::os::unix::ffi::OsStringExt;
    CString::new(std::env::var_os(name)?.into_vec()).ok()
}

impl Settings {
    pub(super) fn from_environment() -> Settings {
        let mut settings = Settings::default();
        let int = |name, value: &mut i32| {
            if let Some(text) = variable(name) {
                *value = leading_int(text.as_bytes());
            }
        };
        int("ZSYS_IO_THREADS", &mut settings.io_threads);
        int("ZSYS_MAX_SOCKETS", &mut settings.max_sockets);
        int("ZSYS_MAX_MSGSZ", &mut settings.max_msgsz);
        int("ZSYS_LINGER", &mut settings.linger);
        int("ZSYS_SNDHWM", &mut settings.sndhwm);
        int("ZSYS_RCVHWM", &mut settings.rcvhwm);
        int("ZSYS_PIPEHWM", &mut settings.pipehwm);
        int("ZSYS_IPV6", &mut settings.ipv6);
        int("ZSYS_AUTO_USE_FD", &mut settings.auto_use_fd);
        int("ZSYS_THREAD_PRIORITY", &mut settings.thread_priority);
        int(
            "ZSYS_THREAD_SCHED_POLICY",
            &mut settings.thread_sched_policy,
        );
        int("ZSYS_THREAD_NAME_PREFIX", &mut settings.thread_name_prefix);
        int("ZSYS_ZERO_COPY_RECV", &mut settings.zero_copy_recv);
        settings.thread_name_prefix_str =
            variable("ZSYS_THREAD_NAME_PREFIX_STR").map(|text| intern(&text));
        if let Some(age) = variable("ZSYS_FILE_STABLE_AGE_MSEC") {
            settings.file_stable_age = leading_int(age.as_bytes()).into();
        }
        if let Some(text) = variable("ZSYS_INTERFACE") {
            settings.interface = intern(&text);
        }
        if let Some(text) = variable("ZSYS_IPV6_ADDRESS") {
            settings.ipv6_address = intern(&text);
        }
        if let Some(text) = variable("ZSYS_IPV6_MCAST_ADDRESS") {
            settings.ipv6_mcast_address = intern(&text);
        }
        settings.ipv4_mcast_address = variable("ZSYS_IPV4_MCAST_ADDRESS").map(|text| intern(&text));
        settings
    }

    /// Applies what concerns the context. What libzmq refuses is left at its default.
    pub(super) fn apply_to(&mut self, context: Context) {
        let set = |option, value| {
            let _ = context.set(option, value);
        };
        set(context_option::IO_THREADS, self.io_threads);
        set(context_option::MAX_SOCKETS, self.max_sockets);
        set(context_option::MAX_MSGSZ, self.max_msgsz);
        set(context_option::ZERO_COPY_RECV, self.zero_copy_recv);
        if self.thread_priority >= 0 {
            set(context_option::THREAD_PRIORITY, self.thread_priority);
        }
        if self.thread_sched_policy >= 0 {
            set(
                context_option::THREAD_SCHED_POLICY,
                self.thread_sched_policy,
            );
        }
        if self.thread_name_prefix >= 0 {
            set(context_option::THREAD_NAME_PREFIX, self.thread_name_prefix);
        }
        if let Some(prefix) = self.thread_name_prefix_str {
            self.thread_name_prefix_str = name_threads(context, prefix).ok().map(|()| prefix);
        }
    }
}

/// Sets what the names of libzmq's threads begin with; `EINVAL` for a text that is empty or too
/// long. Without its draft API libzmq takes numbers alone: `ENOTSUP`.
pub fn name_threads(context: Context, prefix: &CStr) -> Result<()> {
    let bytes = prefix.to_bytes();
    if !(1..=LONGEST_PREFIX).contains(&bytes.len()) {
        return Err(Errno::INVAL);
    }
    match context.set_text(context_option::THREAD_NAME_PREFIX, prefix) {
        Err(Errno::NOTSUP) if is_canonical_number(bytes) => {
            context.set(context_option::THREAD_NAME_PREFIX, leading_int(bytes))
        }
        result => result,
    }
}

/// The most bytes in front of the names of threads.
const LONGEST_PREFIX: usize = 15;

/// True for what an integer looks like when it is written.
fn is_canonical_number(text: &[u8]) -> bool {
    leading_int(text).to_string().as_bytes() == text
}
