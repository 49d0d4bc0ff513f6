//! `cargo xtask`: writes generated files, or checks them.

use std::process::ExitCode;

use clap::{Arg, ArgAction, ArgMatches, Command};
use xtask::library::Library;
use xtask::{Output, Result, check, headers, manual, options, programs, symbols};

fn command(name: &'static str, about: &'static str) -> Command {
    Command::new(name).about(about).arg(
        Arg::new("check")
            .long("check")
            .action(ArgAction::SetTrue)
            .help("Write nothing; fail if a file is out of date"),
    )
}

fn by_library(command: Command) -> Command {
    command.arg(
        Arg::new("library")
            .value_name("LIBRARY")
            .help("The library, one of scripts/libraries.txt [default: all]"),
    )
}

fn command_line() -> Command {
    Command::new("xtask")
        .bin_name("cargo xtask")
        .about("Write generated files of the repository, or check them")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(by_library(command(
            "headers",
            "Write the functions in the headers, from the C edge",
        )))
        .subcommand(command(
            "options",
            "Write the functions of socket options and the constructors of sockets, from tables",
        ))
        .subcommand(by_library(command(
            "manual",
            "Write the manual pages of classes, from headers, comments and examples",
        )))
        .subcommand(command(
            "programs",
            "Write the manual pages and shell completions of programs, from their command lines",
        ))
        .subcommand(by_library(
            Command::new("symbols")
                .about("Print the functions that a library exports, as its source says")
                .arg(
                    Arg::new("check")
                        .long("check")
                        .action(ArgAction::SetTrue)
                        .help("Print nothing; fail unless the headers declare the same functions"),
                ),
        ))
}

fn libraries(arguments: &ArgMatches) -> Result<Vec<Library>> {
    match arguments.get_one::<String>("library") {
        Some(name) => Ok(vec![Library::find(name)?]),
        None => Library::all(),
    }
}

/// Collects what a generator makes for each library.
fn of_each(
    arguments: &ArgMatches,
    generate: impl Fn(&Library) -> Result<Vec<Output>>,
) -> Result<Vec<Output>> {
    let mut outputs = Vec::new();
    for library in libraries(arguments)? {
        outputs.extend(generate(&library)?);
    }
    Ok(outputs)
}

fn run() -> Result<()> {
    let arguments = command_line().get_matches();
    let (name, arguments) = arguments.subcommand().expect("clap asks for a command");
    let outputs = match name {
        "headers" => of_each(arguments, headers::generate)?,
        "options" => options::generate()?,
        "manual" => of_each(arguments, manual::generate)?,
        "programs" => programs::generate()?,
        _ => {
            for library in libraries(arguments)? {
                if arguments.get_flag("check") {
                    symbols::check(&library)?;
                } else {
                    for symbol in symbols::exported(&library)? {
                        println!("{symbol}");
                    }
                }
            }
            return Ok(());
        }
    };
    if arguments.get_flag("check") {
        return check(&outputs, name);
    }
    outputs.iter().try_for_each(Output::write)
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error}");
            ExitCode::FAILURE
        }
    }
}
