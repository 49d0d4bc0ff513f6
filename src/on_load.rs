//! What runs when the library is loaded: before any of its functions, and before most threads.
//!
//! It connects the layers below with each other and with this edge: fork handlers, the log's
//! socket, and the flags that C programs see. The loader finds it in `.init_array`, which works
//! for the shared and the static library alike.

use czmq_core::messaging::log_sender;
use czmq_sys::{log, session, signal};

use crate::zsys::{CONTEXT_INTERRUPTED, INTERRUPTED};

extern "C" fn on_load() {
    signal::use_flags(&INTERRUPTED, &CONTEXT_INTERRUPTED);
    session::watch_forks();
    log::set_open_sender(log_sender::open);
}

// SAFETY: the loader calls what the section holds, with arguments that a C function may ignore.
#[used]
#[unsafe(link_section = ".init_array")]
static ON_LOAD: extern "C" fn() = on_load;
