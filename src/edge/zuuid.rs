//! zuuid: UUIDs.
