//! Functions of libzmq's draft API. Which libzmq is loaded is known only at run time, so they are
//! looked up then.

use std::ffi::{c_char, c_int, c_void};
use std::mem;

use once_cell::race::OnceBox;
use zmq_sys::zmq_msg_t;

/// Makes a struct of the functions, each `None` if libzmq does not have it.
macro_rules! drafts {
    ($($name:ident: fn($($argument:ty),*) -> $result:ty;)+) => {
        pub(super) struct Drafts {
            $(pub(super) $name: Option<unsafe extern "C" fn($($argument),*) -> $result>,)+
        }

        impl Drafts {
            fn look_up() -> Drafts {
                Drafts {
                    $($name: {
                        let name = concat!("zmq_", stringify!($name), "\0");
                        // SAFETY: a C string; what libzmq has under the name is of the type that
                        // its header gives, and no function is NULL, which is `None`.
                        unsafe {
                            let symbol = libc::dlsym(libc::RTLD_DEFAULT, name.as_ptr().cast());
                            mem::transmute::<
                                *mut c_void,
                                Option<unsafe extern "C" fn($($argument),*) -> $result>,
                            >(symbol)
                        }
                    },)+
                }
            }
        }
    };
}

drafts! {
    join: fn(*mut c_void, *const c_char) -> c_int;
    leave: fn(*mut c_void, *const c_char) -> c_int;
    msg_set_routing_id: fn(*mut zmq_msg_t, u32) -> c_int;
    msg_routing_id: fn(*mut zmq_msg_t) -> u32;
    msg_set_group: fn(*mut zmq_msg_t, *const c_char) -> c_int;
    msg_group: fn(*mut zmq_msg_t) -> *const c_char;
    ctx_set_ext: fn(*mut c_void, c_int, *const c_void, usize) -> c_int;
}

/// The functions that this libzmq has.
pub(super) fn drafts() -> &'static Drafts {
    static DRAFTS: OnceBox<Drafts> = OnceBox::new();
    DRAFTS.get_or_init(|| Box::new(Drafts::look_up()))
}
