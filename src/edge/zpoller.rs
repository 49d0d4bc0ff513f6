//! zpoller: waiting for several sockets.
