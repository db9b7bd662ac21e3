//! Help texts and usage errors in the language that was asked for.

use std::{ffi::OsString, process::ExitCode};

use clap::{
    Command,
    error::{ContextKind, ErrorKind},
};
use mirante_data::explain::Exit;
use mirante_reports::{Language, Words};

/// The language that arguments or the environment ask for, before anything else is parsed.
pub fn language(args: &[OsString]) -> Language {
    let texts: Vec<&str> = args.iter().filter_map(|arg| arg.to_str()).collect();
    let next = texts.windows(2).find(|pair| pair[0] == "--lang").map(|pair| pair[1]);
    let joined = texts.iter().find_map(|text| text.strip_prefix("--lang="));
    let asked = next.or(joined).map(str::to_owned).or_else(|| std::env::var("MIRANTE_LANG").ok());
    asked.and_then(|tag| tag.parse().ok()).unwrap_or_default()
}

/// Puts words where clap has none: `cmd-{verb}`, `cmd-{verb}-examples`, `arg-{verb}-{name}`, `arg-{name}` for global ones.
pub fn localized(command: Command, words: &Words) -> Command {
    let root = texts(command, "", words);
    root.after_help(words.say("exit-codes"))
}

fn texts(mut command: Command, path: &str, words: &Words) -> Command {
    let key = if path.is_empty() { "cmd".to_owned() } else { format!("cmd-{path}") };
    let examples = words.say(&format!("{key}-examples"));
    let template = format!("{{about}}\n\n{examples}\n\n{}: {{usage}}\n\n{{all-args}}{{after-help}}", words.say("usage"));
    command = command
        .about(words.say(&key))
        .help_template(template)
        .subcommand_help_heading(words.say("commands"))
        .disable_help_flag(true)
        .disable_version_flag(true)
        .arg(
            clap::Arg::new("help")
                .short('h')
                .long("help")
                .action(clap::ArgAction::Help)
                .help(words.say("arg-help"))
                .help_heading(words.say("options")),
        );
    if path.is_empty() {
        command = command.arg(
            clap::Arg::new("version")
                .short('V')
                .long("version")
                .action(clap::ArgAction::Version)
                .help(words.say("arg-version"))
                .help_heading(words.say("options")),
        );
    }
    let names: Vec<(String, bool, bool)> =
        command.get_arguments().map(|arg| (arg.get_id().to_string(), arg.is_global_set(), arg.is_positional())).collect();
    for (name, is_global, is_positional) in names.into_iter().filter(|(name, _, _)| name != "help" && name != "version") {
        let key = if is_global || path.is_empty() { format!("arg-{name}") } else { format!("arg-{path}-{name}") };
        let heading = words.say(if is_positional { "arguments" } else { "options" });
        command = command.mut_arg(name, |arg| {
            let help = format!("{}{}", words.say(&key), values(&arg, words));
            let hides = arg.get_action().takes_values();
            arg.help(help).help_heading(heading).hide_default_value(hides).hide_possible_values(hides)
        });
    }
    if command.has_subcommands() {
        command = command.arg_required_else_help(true);
    }
    let line = usage_line(&command, path, words);
    command = command.override_usage(line);
    let verbs: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    for verb in verbs {
        let below = if path.is_empty() { verb.clone() } else { format!("{path}-{verb}") };
        command = command.mut_subcommand(verb, |sub| texts(sub, &below, words));
    }
    command
}

/// What an argument takes, where that is a closed list, with its default first: clap would say so in English.
fn values(arg: &clap::Arg, words: &Words) -> String {
    let mut all: Vec<String> =
        arg.get_possible_values().iter().filter(|value| !value.is_hide_set()).map(|value| value.get_name().to_owned()).collect();
    if all.is_empty() || !arg.get_action().takes_values() {
        return String::new();
    }
    if let Some(default) = arg.get_default_values().first().map(|value| value.to_string_lossy().into_owned()) {
        all.retain(|value| *value != default);
        all.insert(0, default);
    }
    format!(" ({}: {})", words.say("values"), all.join(", "))
}

/// The usage line, with clap's own words replaced.
fn usage_line(command: &Command, path: &str, words: &Words) -> String {
    let name = format!("mirante {}", path.replace('-', " "));
    let line = command.clone().bin_name(name.trim()).render_usage().to_string();
    let line = line.trim_start_matches("Usage: ").replace("[OPTIONS]", &format!("[{}]", words.say("options").to_uppercase()));
    line.replace("<COMMAND>", &format!("<{}>", words.say("command-value")))
}

/// Prints help as it is, and a usage error in the language's words.
pub fn usage(error: &clap::Error, words: &Words) -> ExitCode {
    let context = |kind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let message = match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            // Nowhere to print to is no error of the user's.
            let _ = error.print();
            return ExitCode::from(Exit::Ok.code());
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let _ = error.print();
            return ExitCode::from(Exit::Usage.code());
        }
        ErrorKind::InvalidSubcommand => words.say_with("usage-unknown-command", &[("word", context(ContextKind::InvalidSubcommand))]),
        ErrorKind::UnknownArgument => words.say_with("usage-unknown-argument", &[("word", context(ContextKind::InvalidArg))]),
        ErrorKind::MissingRequiredArgument => words.say_with("usage-missing", &[("word", context(ContextKind::InvalidArg))]),
        ErrorKind::ArgumentConflict => {
            words.say_with("usage-conflict", &[("word", context(ContextKind::InvalidArg)), ("argument", context(ContextKind::PriorArg))])
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            words.say_with("usage-value", &[("word", context(ContextKind::InvalidValue)), ("argument", context(ContextKind::InvalidArg))])
        }
        _ => error.to_string(),
    };
    let known = context(ContextKind::ValidValue);
    let near = [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue].map(context);
    eprintln!("{}: {message}", words.say("error"));
    // Clap lists what is near with the nearest last.
    if let Some(nearest) = near.iter().find_map(|near| near.rsplit(", ").next().filter(|near| !near.is_empty())) {
        eprintln!("  {}: {}", words.say("help"), words.say_with("usage-did-you-mean", &[("word", nearest.to_owned())]));
    } else if known.is_empty() {
        eprintln!("  {}: {}", words.say("help"), words.say("usage-see-help"));
    }
    if !known.is_empty() {
        eprintln!("  {}: {known}", words.say("values"));
    }
    ExitCode::from(Exit::Usage.code())
}
