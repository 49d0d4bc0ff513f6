//! The command line.

use std::time::Duration;

use clap::builder::{OsStringValueParser, TypedValueParser, ValueParser};
use clap::{Arg, ArgAction, Command, ValueHint};

/// A length of time: a number with its unit.
fn duration(text: &str) -> Result<Duration, String> {
    let end = text.find(|byte: char| !byte.is_ascii_digit());
    let (number, unit) = text.split_at(end.unwrap_or(text.len()));
    let milliseconds = match unit {
        "" | "ms" => 1,
        "s" => 1000,
        "m" => 60_000,
        "h" => 3_600_000,
        _ => return Err("the unit must be ms, s, m or h".to_owned()),
    };
    let number = number.parse::<u64>().ok();
    // What a node takes is less than this.
    let number = number.and_then(|number| number.checked_mul(milliseconds));
    let number = number.filter(|number| *number <= 1 << 53);
    number
        .map(Duration::from_millis)
        .ok_or("not a duration".to_owned())
}

fn endpoint(text: &str) -> Result<String, String> {
    match text.split_once("://") {
        Some((transport, address)) if !transport.is_empty() && !address.is_empty() => {
            Ok(text.to_owned())
        }
        _ => Err("an endpoint looks like tcp://host:5670 or ipc:///run/gossip".to_owned()),
    }
}

fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("expected NAME=VALUE".to_owned()),
    }
}

/// Any bytes.
fn bytes() -> ValueParser {
    use std::os::unix::ffi::OsStringExt;
    ValueParser::new(OsStringValueParser::new().map(OsStringExt::into_vec))
}

fn flag(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name)
        .long(name)
        .action(ArgAction::SetTrue)
        .help(help)
}

fn option(name: &'static str, value: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).value_name(value).help(help)
}

fn time(name: &'static str, help: &'static str) -> Arg {
    option(name, "TIME", help).value_parser(duration)
}

fn endpoints(name: &'static str, help: &'static str) -> Arg {
    option(name, "ENDPOINT", help)
        .action(ArgAction::Append)
        .value_parser(endpoint)
        .value_hint(ValueHint::Other)
}

fn security() -> [Arg; 2] {
    [
        option("server-key", "KEY", "The peer's public CURVE key, as 40 characters or a certificate file. Give it once, or once for each --connect, in the same order")
            .action(ArgAction::Append)
            .value_hint(ValueHint::FilePath),
        option("cert", "FILE", "This node's CURVE certificate, as zmakecert writes it. With --server-key, defaults to an ephemeral certificate, which suffices unless the peer authenticates clients")
            .value_hint(ValueHint::FilePath),
    ]
}

fn verbose() -> Arg {
    flag("verbose", "Log activity to the standard error").short('v')
}

fn json() -> Arg {
    flag("json", "Write JSON, one object per line").short('j')
}

fn stdin(help: &'static str) -> Arg {
    flag("stdin", help).help(format!("{help}; with --json, JSON"))
}

fn key() -> Arg {
    Arg::new("KEY")
        .required(true)
        .value_parser(bytes())
        .value_hint(ValueHint::Other)
}

fn prefixes() -> Arg {
    Arg::new("PREFIX")
        .num_args(0..)
        .value_parser(bytes())
        .value_hint(ValueHint::Other)
        .help("Only keys with one of these prefixes")
}

/// A command that asks nodes for something.
fn client(name: &'static str, about: &'static str) -> Command {
    Command::new(name)
        .about(about)
        .arg(
            endpoints("connect", "Endpoint of a node; may be repeated")
                .short('c')
                .required(true),
        )
        .args(security())
        .arg(
            time("timeout", "Give up after TIME")
                .short('t')
                .default_value("5s"),
        )
        .arg(json())
        .arg(verbose())
}

/// One that has to know when it has seen all there is.
fn reader(name: &'static str, about: &'static str) -> Command {
    client(name, about).arg(
        time(
            "settle",
            "Consider the set complete once nothing has changed for TIME",
        )
        .default_value("300ms"),
    )
}

/// What run and watch show.
fn events(command: Command) -> Command {
    command
        .arg(flag("peers", "Also show peers as they come and go"))
        .arg(time("stats", "Show this node's counters every TIME"))
        .arg(json())
        .arg(verbose())
}

fn run() -> Command {
    let command = Command::new("run")
        .about("Run a node until SIGINT or SIGTERM")
        .arg(
            endpoints(
                "bind",
                "Listen on an endpoint; a port of * takes a free one. May be repeated",
            )
            .short('b'),
        )
        .arg(endpoints("connect", "Connect to a peer; may be repeated").short('c'))
        .args(security())
        .arg(
            option(
                "clients",
                "DIR",
                "Accept only clients whose certificates are in DIR; requires --cert",
            )
            .requires("cert")
            .requires("bind")
            .value_hint(ValueHint::DirPath),
        )
        .arg(
            option(
                "config",
                "FILE",
                "Load a configuration file, and reload it when it changes",
            )
            .value_hint(ValueHint::FilePath),
        )
        .arg(
            option(
                "set",
                "PATH=VALUE",
                "Set a configuration item, such as server/max_tuples=1000",
            )
            .action(ArgAction::Append)
            .value_parser(pair)
            .value_hint(ValueHint::Other),
        )
        .arg(
            option(
                "store",
                "FILE",
                "Keep the tuples in FILE, so that they survive a restart",
            )
            .value_hint(ValueHint::FilePath),
        )
        .arg(
            option(
                "publish",
                "KEY=VALUE",
                "Publish a tuple; may be repeated",
            )
            .short('p')
            .action(ArgAction::Append)
            .value_parser(pair)
            .value_hint(ValueHint::Other),
        )
        .arg(time(
            "ttl",
            "What this node publishes expires everywhere TIME after this node stops; at least 100ms",
        ))
        .arg(stdin(
            "Publish tuples from the standard input, one per line: key, white space, value",
        ))
        .arg(flag("watch", "Show tuples as they are added, changed and removed").short('w'))
        .arg(
            option(
                "prefix",
                "PREFIX",
                "Show only keys with this prefix; may be repeated",
            )
            .action(ArgAction::Append)
            .value_parser(bytes())
            .value_hint(ValueHint::Other),
        );
    events(command)
}

/// The whole of it.
pub fn command() -> Command {
    Command::new("zgossip")
        .version(env!("CARGO_PKG_VERSION"))
        .about("Gossip from the shell")
        .long_about(
            "Gossip from the shell. Nodes that are connected, directly or through others, exchange \
             tuples (keys with values) and converge on the same set. `run` starts a node that stays; \
             every other command joins as a node, does one thing, and exits.",
        )
        .after_help("See `zgossip COMMAND --help` for a command, and the manual page for everything.")
        .after_long_help(EXAMPLES)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .subcommand(run())
        .subcommand(
            client(
                "publish",
                "Publish a tuple, and wait until each node shows it to others",
            )
            .override_usage(
                "zgossip publish [OPTIONS] --connect <ENDPOINT> <KEY> <VALUE>\n       \
                     zgossip publish [OPTIONS] --connect <ENDPOINT> --stdin",
            )
            .arg(
                Arg::new("KEY")
                    .value_parser(bytes())
                    .value_hint(ValueHint::Other)
                    .requires("VALUE")
                    .required_unless_present("stdin")
                    .conflicts_with("stdin")
                    .help("The key; at most 255 bytes"),
            )
            .arg(
                Arg::new("VALUE")
                    .value_parser(bytes())
                    .value_hint(ValueHint::Other)
                    .help("The value"),
            )
            .arg(stdin(
                "Publish tuples from the standard input, one per line: key, white space, value",
            ))
            .arg(time(
                "ttl",
                "The tuple expires everywhere after TIME; at least 100ms",
            )),
        )
        .subcommand(
            client(
                "unpublish",
                "Remove tuples from all nodes, whoever published them",
            )
            .arg(key().num_args(1..).help("Keys to remove"))
            .arg(
                time(
                    "settle",
                    "Consider the set complete once nothing has changed for TIME",
                )
                .default_value("300ms"),
            ),
        )
        .subcommand(
            reader("get", "Print the value of a key")
                .arg(key().help("Key to look up"))
                .arg(flag("wait", "Wait for the key to appear").short('w')),
        )
        .subcommand(reader("keys", "List the keys").arg(prefixes()))
        .subcommand(reader("dump", "List the tuples: key, tab, value").arg(prefixes()))
        .subcommand(events(
            Command::new("watch")
                .about("Show the tuples, then each addition, change and removal")
                .arg(
                    endpoints("connect", "Endpoint of a node; may be repeated")
                        .short('c')
                        .required(true),
                )
                .args(security())
                .arg(
                    option("count", "N", "Exit after N lines")
                        .short('n')
                        .value_parser(clap::value_parser!(u64).range(1..)),
                )
                .arg(time("timeout", "Give up after TIME; by default, never").short('t'))
                .arg(prefixes()),
        ))
        .subcommand(reader(
            "status",
            "Show which nodes answer, and the number of tuples",
        ))
}

const EXAMPLES: &str = "\
Examples:
  zgossip run --bind tcp://*:5670 --store /var/lib/zgossip/tuples
      A node that others connect to.
  zgossip publish -c tcp://127.0.0.1:5670 service/web http://10.0.0.7:80
      Exits once that node shows the tuple to others.
  zgossip get -c tcp://127.0.0.1:5670 service/web
  zgossip watch -c tcp://127.0.0.1:5670 --json service/ | jq .value
  zgossip run -c tcp://127.0.0.1:5670 --publish service/web=$URL --ttl 30s
      Registers a service for as long as this runs.
  awk '{print \"port/\" $1, $2}' /etc/services | zgossip publish -c ENDPOINT --stdin
  zmakecert node && zgossip run -b tcp://*:5670 --cert node
      Encrypted; peers need --server-key with the file `node`.

Exit status:
  0  done
  1  no such key, or an operation failed or was refused
  2  the command line or the input is invalid
  3  timed out or interrupted (run and watch exit with 0 when interrupted)";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        command().debug_assert();
    }

    #[test]
    fn times_have_units() {
        let ms = |milliseconds| Ok(Duration::from_millis(milliseconds));
        for (text, time) in [
            ("5", ms(5)),
            ("5ms", ms(5)),
            ("2s", ms(2000)),
            ("1h", ms(3_600_000)),
        ] {
            assert_eq!(duration(text), time);
        }
        for text in [
            "",
            "s",
            "-1s",
            "1d",
            "1.5s",
            "99999999999999999999",
            "9999999999999h",
        ] {
            assert!(duration(text).is_err(), "{text}");
        }
    }
}
