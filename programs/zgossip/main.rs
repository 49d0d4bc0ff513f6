//! zgossip: gossip from the shell. `zgossip --help` and docs/man/zgossip.1 describe it.

mod cli;
mod client;
mod input;
mod node;
mod oneshot;
mod original;
mod output;
mod run;

use std::process::exit;

use czmq_rs::log;

/// Why the program ends before it has done everything.
#[derive(Debug)]
enum Stop {
    /// There is no such key, or something was refused or failed.
    Failed(String),
    /// The request is invalid.
    Usage(String),
    /// It did not happen in time.
    Late(String),
    /// SIGINT or SIGTERM.
    Interrupted,
    /// Nobody reads the output any more.
    Unread,
}

type Result<T> = std::result::Result<T, Stop>;

fn main() {
    let matches = match cli::command().try_get_matches() {
        Ok(matches) => matches,
        Err(error) => {
            // Nobody may be there to read it.
            let _ = error.print();
            exit(error.exit_code());
        }
    };
    // The standard output is for results.
    log::to_stderr();
    let done = match matches.subcommand() {
        Some(("run", given)) => run::run(given),
        Some(("watch", given)) => run::watch(given),
        Some(("publish", given)) => oneshot::publish(given),
        Some(("unpublish", given)) => oneshot::unpublish(given),
        Some(("get", given)) => oneshot::get(given),
        Some(("keys", given)) => oneshot::list(given, false),
        Some(("dump", given)) => oneshot::list(given, true),
        Some(("status", given)) => oneshot::status(given),
        _ => Err(Stop::Usage("there is no such command".to_owned())),
    };
    let (code, text) = match done {
        Ok(()) | Err(Stop::Unread) => (0, None),
        Err(Stop::Failed(text)) => (1, Some(text)),
        Err(Stop::Usage(text)) => (2, Some(text)),
        Err(Stop::Late(text)) => (3, Some(text)),
        Err(Stop::Interrupted) => (3, Some("interrupted".to_owned())),
    };
    if let Some(text) = text {
        eprintln!("zgossip: {text}");
    }
    exit(code);
}
