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
        _ => return Err("a unit is ms, s, m or h".to_owned()),
    };
    let number = number.parse::<u64>().ok();
    // What a node takes is less than this.
    let number = number.and_then(|number| number.checked_mul(milliseconds));
    let number = number.filter(|number| *number <= 1 << 53);
    number
        .map(Duration::from_millis)
        .ok_or("not a length of time".to_owned())
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
        _ => Err("there is no name and = before the value".to_owned()),
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
        option("server-key", "KEY", "The peer's public CURVE key: its 40 characters, or a certificate's file. Once for all --connect, or once for each, in their order")
            .action(ArgAction::Append)
            .value_hint(ValueHint::FilePath),
        option("cert", "FILE", "The CURVE certificate of this node, as zmakecert makes one. To connect with --server-key a fresh one does, unless the peer wants to know who comes")
            .value_hint(ValueHint::FilePath),
    ]
}

fn verbose() -> Arg {
    flag("verbose", "Logs to the standard error what happens").short('v')
}

fn json() -> Arg {
    flag("json", "Writes JSON, one object a line").short('j')
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
        .help("Only keys that begin so, with one of these")
}

/// A command that asks nodes for something.
fn client(name: &'static str, about: &'static str) -> Command {
    Command::new(name)
        .about(about)
        .arg(
            endpoints(
                "connect",
                "A node to ask or tell; may be given several times",
            )
            .short('c')
            .required(true),
        )
        .args(security())
        .arg(
            time("timeout", "Gives up after so long")
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
            "Takes the tuples to be all there when so long none was added or removed",
        )
        .default_value("300ms"),
    )
}

/// What run and watch show.
fn events(command: Command) -> Command {
    command
        .arg(flag("peers", "Shows also what peers come and go"))
        .arg(time("stats", "Shows counters of this node so often"))
        .arg(json())
        .arg(verbose())
}

fn run() -> Command {
    let command = Command::new("run")
        .about("Runs a node, until it is told to end by SIGINT or SIGTERM")
        .arg(
            endpoints(
                "bind",
                "Accepts peers there; a port * is chosen freely. May be given several times",
            )
            .short('b'),
        )
        .arg(endpoints("connect", "Connects to a peer; may be given several times").short('c'))
        .args(security())
        .arg(
            option(
                "clients",
                "DIR",
                "Lets in clients only whose certificates are in this directory; needs --cert",
            )
            .requires("cert")
            .requires("bind")
            .value_hint(ValueHint::DirPath),
        )
        .arg(
            option(
                "config",
                "FILE",
                "Loads a configuration; again, whenever the file changes",
            )
            .value_hint(ValueHint::FilePath),
        )
        .arg(
            option(
                "set",
                "PATH=VALUE",
                "Sets a configuration item, as server/max_tuples=1000",
            )
            .action(ArgAction::Append)
            .value_parser(pair)
            .value_hint(ValueHint::Other),
        )
        .arg(
            option(
                "store",
                "FILE",
                "Keeps the tuples there, so that they survive a restart",
            )
            .value_hint(ValueHint::FilePath),
        )
        .arg(
            option(
                "publish",
                "KEY=VALUE",
                "Publishes a tuple; may be given several times",
            )
            .short('p')
            .action(ArgAction::Append)
            .value_parser(pair)
            .value_hint(ValueHint::Other),
        )
        .arg(time(
            "ttl",
            "What this node publishes expires everywhere so long after it is gone; at least 100ms",
        ))
        .arg(stdin(
            "Publishes what it reads: a key, white space and a value a line",
        ))
        .arg(flag("watch", "Shows tuples as they come, change and go").short('w'))
        .arg(
            option(
                "prefix",
                "PREFIX",
                "Shows only keys that begin so; may be given several times",
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
            "Gossip from the shell. Nodes that are connected, directly or over others, tell each \
             other tuples, keys with values, and all end with the same ones. `run` is a node that \
             stays; the other commands join as a node, ask or tell, and leave.",
        )
        .after_help("`zgossip COMMAND --help` explains a command; the manual page has it all.")
        .after_long_help(EXAMPLES)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .subcommand(run())
        .subcommand(
            client(
                "publish",
                "Sets a tuple, and waits until each node asked shows it to others",
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
                    .help("What it is called; at most 255 bytes"),
            )
            .arg(
                Arg::new("VALUE")
                    .value_parser(bytes())
                    .value_hint(ValueHint::Other)
                    .help("What it is"),
            )
            .arg(stdin(
                "Sets what it reads: a key, white space and a value a line",
            ))
            .arg(time(
                "ttl",
                "It expires everywhere after so long; at least 100ms",
            )),
        )
        .subcommand(
            client(
                "unpublish",
                "Removes tuples from all nodes, whoever published them",
            )
            .arg(key().num_args(1..).help("What to remove"))
            .arg(
                time(
                    "settle",
                    "Takes a tuple not to be there when so long none was added or removed",
                )
                .default_value("300ms"),
            ),
        )
        .subcommand(
            reader("get", "Writes the value of a key")
                .arg(key().help("Whose value"))
                .arg(flag("wait", "Waits for the key, if it is not there").short('w')),
        )
        .subcommand(reader("keys", "Lists the keys").arg(prefixes()))
        .subcommand(reader("dump", "Lists the tuples: key, tab, value").arg(prefixes()))
        .subcommand(events(
            Command::new("watch")
                .about("Shows tuples that are there, then as they come, change and go")
                .arg(
                    endpoints("connect", "A node to ask; may be given several times")
                        .short('c')
                        .required(true),
                )
                .args(security())
                .arg(
                    option("count", "N", "Ends after so many lines")
                        .short('n')
                        .value_parser(clap::value_parser!(u64).range(1..)),
                )
                .arg(time("timeout", "Gives up after so long; without it, never").short('t'))
                .arg(prefixes()),
        ))
        .subcommand(reader(
            "status",
            "Says which nodes answer, and how many tuples there are",
        ))
}

const EXAMPLES: &str = "\
Examples:
  zgossip run --bind tcp://*:5670 --store /var/lib/zgossip/tuples
      A node for others to meet at.
  zgossip publish -c tcp://127.0.0.1:5670 service/web http://10.0.0.7:80
      Returns when that node shows the tuple to others.
  zgossip get -c tcp://127.0.0.1:5670 service/web
  zgossip watch -c tcp://127.0.0.1:5670 --json service/ | jq .value
  zgossip run -c tcp://127.0.0.1:5670 --publish service/web=$URL --ttl 30s
      Registers a service for as long as this runs.
  awk '{print \"port/\" $1, $2}' /etc/services | zgossip publish -c ENDPOINT --stdin
  zmakecert node && zgossip run -b tcp://*:5670 --cert node
      Encrypted; peers need --server-key with the file `node`.

Exit status:
  0  done
  1  no such key, or something was refused or failed
  2  the command line or the input makes no sense
  3  not in time: no node answered, or not with what was asked for; or interrupted (run and
     watch end with 0 then)";

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
