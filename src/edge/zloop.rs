//! zloop: an event-driven reactor.
