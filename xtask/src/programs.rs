//! The manual page and the completions of shells of zgossip, from the command line's description
//! and the text around it, manual.roff.

use clap::{Arg, Command};
use clap_complete::Shell;
use clap_mangen::Man;

use crate::library::Library;
use crate::{Output, Result};

#[path = "../../programs/zgossip/cli.rs"]
#[allow(
    dead_code,
    reason = "only the description of the command line is used here"
)]
mod zgossip;

/// The page around the commands.
const PAGE: &str = include_str!("../../programs/zgossip/manual.roff");
const COMMANDS: &str = ".\\\" commands\n";

fn rendered(render: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>) -> String {
    let mut text = Vec::new();
    render(&mut text).unwrap();
    String::from_utf8(text).unwrap()
}

/// How a command is used, as a line of the page.
fn synopsis(command: &Command) -> String {
    let name = command.get_name();
    let mut line = format!(".B zgossip {name}\n");
    for arg in command
        .get_arguments()
        .filter(|arg| arg.is_required_set() && !arg.is_positional())
    {
        let long = arg.get_long().unwrap().replace('-', "\\-");
        line += &format!(".BI \\-\\-{long} \" {}\"\n", value(arg));
    }
    line += ".RI [ OPTIONS ]\n";
    for arg in command.get_positionals() {
        let name = value(arg);
        line += &match (
            arg.is_required_set(),
            arg.get_num_args().is_some_and(|n| n.max_values() > 1),
        ) {
            (true, false) => format!(".I {name}\n"),
            (true, true) => format!(".I {name} ...\n"),
            (false, false) => format!(".RI [ {name} ]\n"),
            (false, true) => format!(".RI [ {name} ...]\n"),
        };
    }
    line
}

fn value(arg: &Arg) -> String {
    let names = arg.get_value_names().map(|names| names[0].to_string());
    names.unwrap_or_else(|| arg.get_id().to_string())
}

fn page(version: &str) -> String {
    let mut command = zgossip::command();
    command.build();
    let mut commands = String::new();
    for command in command.get_subcommands().filter(|it| !it.is_hide_set()) {
        let bare = command.clone().mut_arg("help", |arg| arg.hide(true));
        let options = rendered(|to| Man::new(bare).render_options_section(to));
        let options = options.replace("\\*(Aq", "\\(aq");
        // Under the heading of the command, without what the whole page needs once.
        let body: Vec<&str> = options
            .lines()
            .skip_while(|line| !line.starts_with(".SH"))
            .skip(1)
            .collect();
        commands += &format!(".SS {}\n", command.get_name());
        commands += &format!(
            "{}.PP\n{}.\n",
            synopsis(command),
            command.get_about().unwrap()
        );
        commands += &body.join("\n");
        commands += "\n";
    }
    let title = format!(".TH ZGOSSIP 1 \"\" \"CZMQ {version}\" \"CZMQ Manual\"\n.nh\n");
    assert!(PAGE.contains(COMMANDS));
    title + &PAGE.replace(COMMANDS, &commands)
}

/// The pages and completions of all programs that have them written.
pub fn generate() -> Result<Vec<Output>> {
    let czmq = Library::find("czmq")?;
    let mut outputs = vec![Output {
        path: czmq.path("docs/man/zgossip.1"),
        text: page(&czmq.version()?),
    }];
    for shell in [Shell::Bash, Shell::Zsh, Shell::Fish] {
        let name = match shell {
            Shell::Zsh => "_zgossip".to_owned(),
            shell => format!("zgossip.{shell}"),
        };
        outputs.push(Output {
            path: format!("programs/zgossip/completions/{name}"),
            text: completions(shell),
        });
    }
    Ok(outputs)
}

fn completions(shell: Shell) -> String {
    rendered(|to| {
        clap_complete::generate(shell, &mut zgossip::command(), "zgossip", to);
        Ok(())
    })
}
