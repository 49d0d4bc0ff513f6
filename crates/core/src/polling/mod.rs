//! Waiting: pollers, the event loop, its timers, and who of many sockets is ready.

pub mod poller;
pub mod reactor;
pub mod readiness;
pub mod ticket;
pub mod timers;
pub mod waiter;
