//! zbeacon: discovery on the local network.

use std::ffi::c_void;
use std::ptr;

use crate::abi::{breach, self_test, socket};
use crate::zactor::{zactor_destroy, zactor_new};
use crate::zsock::zsock_t;
use crate::zstr::{zstr_free, zstr_recv, zstr_send, zstr_sendm};
use czmq_core::actors::beacon;

/// An actor function: zactor_new (zbeacon, NULL) repeatedly broadcasts a short message to the local
/// network by UDP, and receives those of other hosts. `unused` is ignored.
///
/// The interface is the first that can broadcast, unless zsys_set_interface names another one, by
/// its name, address or number in the list; `*` stands for all. With zsys_set_ipv6 it is one of
/// IPv6, and beacons go to a multicast group.
///
/// Each command is a message of strings or bytes:
///
///     CONFIGURE port              Use this UDP port, from 1 to 65535. Answered with a string: the
///                                 address of this host, `*` for all of them, empty if there is
///                                 no interface, which is logged as an error.
///     PUBLISH data interval       Send these bytes, at most 255, now and at this interval in
///                                 milliseconds; 1000 if it is missing, 0 or negative. Takes
///                                 effect after CONFIGURE.
///     SILENCE                     Stop sending.
///     SUBSCRIBE filter            Receive beacons that start with these bytes, at most 255.
///     UNSUBSCRIBE                 Receive nothing, which is the default.
///     VERBOSE                     Log commands and interfaces, at information level.
///
/// A command with a missing or too long argument is logged as an error and ignored. The
/// process aborts at any other command.
///
/// For each beacon the actor sends a message of two frames: the sender's address, and the data.
/// Beacons equal to the one being sent are dropped, and so are those for which the owner leaves no
/// room. If a beacon cannot be sent, the sockets are reopened each time one is due.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zbeacon(pipe: *mut zsock_t, unused: *mut c_void) {
    const ME: &str = "zbeacon";
    let _ = unused;
    // SAFETY: `pipe` is a socket.
    let pipe = unsafe { socket(pipe.cast(), ME) };
    if let Err(failure) = beacon::run(pipe) {
        breach(ME, &failure.to_string());
    }
}

/// Tests this class, without sending anything; aborts if a check fails.
#[unsafe(no_mangle)]
pub extern "C" fn zbeacon_test(_verbose: bool) {
    // SAFETY: the calls keep the contract.
    self_test("zbeacon", || unsafe {
        let mut beacon = zactor_new(Some(zbeacon), ptr::null_mut());
        assert_eq!(zstr_sendm(beacon.cast(), c"SUBSCRIBE".as_ptr()), 0);
        assert_eq!(zstr_send(beacon.cast(), c"".as_ptr()), 0);
        assert_eq!(zstr_send(beacon.cast(), c"UNSUBSCRIBE".as_ptr()), 0);
        assert_eq!(zstr_sendm(beacon.cast(), c"CONFIGURE".as_ptr()), 0);
        assert_eq!(zstr_send(beacon.cast(), c"19999".as_ptr()), 0);
        let mut host = zstr_recv(beacon.cast());
        // Empty if there is no interface.
        assert!(!host.is_null());
        zstr_free(&mut host);
        assert_eq!(zstr_send(beacon.cast(), c"SILENCE".as_ptr()), 0);
        zactor_destroy(&mut beacon);
    });
}
