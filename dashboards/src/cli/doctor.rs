//! `mirante doctor`: what breaks in practice, looked at in seconds; every finding says what to do.

use mirante_data::explain::Exit;
use mirante_reports::words::Value;
use serde_json::json;

use super::Global;
use crate::{config::Config, error::Failure, project::Project, speech, terminal::Terminal};

mod keeping;
mod machine;
mod records;

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(long)]
    fix: bool,
    #[arg(long, value_name = "GROUP", value_parser = GROUPS)]
    only: Vec<String>,
}

/// What is looked at, in order.
const GROUPS: [&str; 9] = ["config", "disk", "clock", "fonts", "sources", "lake", "vault", "backup", "serve"];

/// How a thing stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Status {
    Good,
    /// It was wrong, and `--fix` has put it right.
    Fixed,
    Warning,
    Failure,
    /// An outside system does not answer.
    Unavailable,
}

impl Status {
    fn word(self) -> &'static str {
        match self {
            Self::Good => "ok",
            Self::Fixed => "fixed",
            Self::Warning => "warning",
            Self::Failure => "failure",
            Self::Unavailable => "unavailable",
        }
    }

    fn key(self) -> &'static str {
        match self {
            Self::Good => "doctor-ok",
            Self::Fixed => "doctor-fixed",
            Self::Warning => "doctor-warning",
            Self::Failure | Self::Unavailable => "doctor-failure",
        }
    }
}

/// One thing that was looked at.
struct Finding {
    /// Such as `fonte.crm`.
    name: String,
    status: Status,
    message: String,
    fix: Option<String>,
    code: Option<&'static str>,
}

/// What was found so far, and how to say it.
struct Doctor<'a> {
    terminal: &'a Terminal,
    fixes: bool,
    findings: Vec<Finding>,
}

impl Doctor<'_> {
    fn good(&mut self, name: &str, key: &str, values: &[Value<'_>]) {
        self.add(name, Status::Good, key, values);
    }

    /// A finding in words: its message under `key`, and what to do under `key-fix`.
    fn add(&mut self, name: &str, status: Status, key: &str, values: &[Value<'_>]) {
        let words = &self.terminal.words;
        let wants_fix = !matches!(status, Status::Good | Status::Fixed);
        let fix = wants_fix.then(|| words.say_with(&format!("{key}-fix"), values));
        self.findings.push(Finding { name: name.to_owned(), status, message: words.say_with(key, values), fix, code: None });
    }

    /// An error as a finding: it has its words already.
    fn failed(&mut self, name: &str, failure: &(dyn std::error::Error + 'static)) {
        let words = &self.terminal.words;
        let is_outside = crate::error::exit(failure) == Exit::Unavailable;
        let status = if is_outside { Status::Unavailable } else { Status::Failure };
        let finding = match speech::explained(words, failure) {
            Some(said) => {
                let cause = said.cause.map(|cause| format!(" ({cause})")).unwrap_or_default();
                Finding { name: name.to_owned(), status, message: format!("{}{cause}", said.message), fix: Some(said.help), code: Some(said.code) }
            }
            None => Finding { name: name.to_owned(), status, message: failure.to_string(), fix: Some(words.say("doctor-any-fix")), code: None },
        };
        self.findings.push(finding);
    }

    fn exit(&self) -> Exit {
        let has = |status: Status| self.findings.iter().any(|finding| finding.status == status);
        match (has(Status::Failure), has(Status::Unavailable)) {
            (true, _) => Exit::Found,
            (false, true) => Exit::Unavailable,
            (false, false) => Exit::Ok,
        }
    }

    fn tell(&self, finding: &Finding) {
        let status = self.terminal.words.say(finding.status.key());
        if self.terminal.is_json {
            self.terminal.datum(&json!({
                "step": "doctor", "name": finding.name, "status": finding.status.word(), "message": finding.message, "fix": finding.fix,
                "code": finding.code,
            }));
            return;
        }
        let code = finding.code.map(|code| format!(" [{code}]")).unwrap_or_default();
        println!("{status:<7} {:<18} {}{code}", finding.name, finding.message);
        if let Some(fix) = &finding.fix {
            println!("{:<26} {}: {fix}", "", self.terminal.words.say("doctor-fix"));
        }
    }
}

/// Runs the command.
pub async fn run(args: Args, global: &Global, terminal: &Terminal) -> Result<Exit, Failure> {
    let mut doctor = Doctor { terminal, fixes: args.fix, findings: Vec::new() };
    let project = open(&mut doctor, global);
    for group in GROUPS.iter().filter(|group| args.only.is_empty() || args.only.iter().any(|only| only == *group)) {
        match (*group, &project) {
            ("config", Some(project)) => records::config(&mut doctor, project),
            ("fonts", _) => machine::fonts(&mut doctor),
            (_, None) => {}
            ("disk", Some(project)) => machine::disk(&mut doctor, project),
            ("clock", Some(project)) => machine::clock(&mut doctor, project).await,
            ("sources", Some(project)) => records::sources(&mut doctor, project).await,
            ("lake", Some(project)) => records::lake(&mut doctor, project).await,
            ("vault", Some(project)) => keeping::vault(&mut doctor, project).await,
            ("backup", Some(project)) => keeping::backup(&mut doctor, project).await,
            _ => machine::serve(&mut doctor).await,
        }
    }
    doctor.findings.iter().for_each(|finding| doctor.tell(finding));
    let wrong = doctor.findings.iter().filter(|finding| finding.fix.is_some()).count() as u64;
    terminal.say_count("doctor-summary", wrong);
    Ok(doctor.exit())
}

/// The project, if it opens; what keeps it from that is the first finding, whichever groups were asked for.
fn open(doctor: &mut Doctor<'_>, global: &Global) -> Option<Project> {
    let config = match Config::read(&global.project) {
        Ok(config) => config,
        Err(error) => {
            doctor.failed("config", &error);
            return None;
        }
    };
    // Nothing is created by looking.
    let lake = global.project.join(&config.lake.path);
    if !lake.is_dir() {
        doctor.add("lake", Status::Warning, "doctor-no-lake", &[("folder", lake.display().to_string())]);
        let nowhere = Project::described_only(&global.project, config);
        return nowhere.map_err(|error| doctor.failed("config", error.as_ref())).ok();
    }
    Project::open_at(&global.project, config, &lake).map_err(|error| doctor.failed("config", error.as_ref())).ok()
}
