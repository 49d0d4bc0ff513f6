//! Actors: work that runs beside the program, which talks to it over a pipe.

pub mod actor;
pub mod auth;
pub mod beacon;
pub mod child;
pub mod command;
pub mod dir_watch;
pub mod gossip;
pub mod monitor;
pub mod proxy;
pub mod service;
