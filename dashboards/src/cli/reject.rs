//! `mirante reject`: refused rows, by load and reason, one by one, sent again, or given up with a reason.

use mirante_data::{canonical, explain::Exit, name::did_you_mean};
use mirante_ingest::{
    Ingest,
    rejects::{self, Choice, Kept, State},
    run::{Closed, ClosedLoad, Left},
};
use mirante_queries::model;
use mirante_reports::format;
use serde_json::{Value, json};

use super::Global;
use crate::{
    error::{CliError, Failure},
    project::{Project, Work},
    reason,
    terminal::Terminal,
};

/// Rows that are shown one by one.
const SHOWN: usize = 20;
/// Places that are named of rows that stay.
const NAMED: usize = 5;

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, clap::Subcommand)]
enum Act {
    List {
        #[command(flatten)]
        filter: Filter,
        #[arg(long)]
        all: bool,
    },
    Show {
        #[arg(value_name = "ID")]
        id: Vec<String>,
        #[command(flatten)]
        filter: Filter,
    },
    Replay {
        #[arg(value_name = "ID")]
        id: Vec<String>,
        #[command(flatten)]
        filter: Filter,
        #[arg(long)]
        dry_run: bool,
    },
    Discard {
        #[arg(value_name = "ID")]
        id: Vec<String>,
        #[command(flatten)]
        filter: Filter,
        #[arg(long, value_name = "TEXT")]
        why: String,
        #[arg(long)]
        dry_run: bool,
    },
}

#[derive(Debug, Default, clap::Args)]
struct Filter {
    #[arg(long, value_name = "LOAD")]
    load: Option<String>,
    #[arg(long, value_name = "CODE")]
    reason: Option<String>,
}

impl Filter {
    fn choice(self, ids: Vec<String>) -> Choice {
        Choice { ids, load: self.load, reason: self.reason }
    }
}

/// Runs the command.
pub async fn run(args: Args, global: &Global, terminal: &Terminal) -> Result<Exit, Failure> {
    let project = Project::open(&global.project)?;
    match args.act {
        Act::List { filter, all } => list(&project, &filter.choice(Vec::new()), all, terminal).await,
        Act::Show { id, filter } => show(&project, &filter.choice(id), terminal).await,
        Act::Replay { id, filter, dry_run } => close(&project, &filter.choice(id), None, dry_run, terminal).await,
        Act::Discard { id, filter, why, dry_run } => {
            let choice = filter.choice(id);
            if choice == Choice::default() {
                return Err(word("discard", terminal.words.say("reject-say-which")));
            }
            if why.trim().is_empty() {
                return Err(word("--why", terminal.words.say("reject-say-why")));
            }
            close(&project, &choice, Some(why.trim()), dry_run, terminal).await
        }
    }
}

fn word(word: &str, expected: String) -> Failure {
    CliError::Word { word: word.to_owned(), expected }.into()
}

/// The chosen rows of the newest version; names that no refused row bears are told.
async fn chosen(project: &Project, choice: &Choice, terminal: &Terminal) -> Result<Vec<Kept>, Failure> {
    let snapshot = project.head(terminal).await?;
    let all = rejects::read(&project.lake, &snapshot).await?;
    check(&all, choice, terminal)?;
    Ok(all.into_iter().filter(|kept| choice.has(kept)).collect())
}

/// A reason, a load or an id that no refused row has would silently choose nothing.
fn check(all: &[Kept], choice: &Choice, terminal: &Terminal) -> Result<(), Failure> {
    let only = |ids: Vec<String>, load: Option<String>, reason: Option<String>| Choice { ids, load, reason };
    let each = choice.ids.iter().map(|id| (id, only(vec![id.clone()], None, None)));
    let each = each.chain(choice.load.iter().map(|load| (load, only(Vec::new(), Some(load.clone()), None))));
    let each = each.chain(choice.reason.iter().map(|reason| (reason, only(Vec::new(), None, Some(reason.clone())))));
    for (text, one) in each {
        if !all.iter().any(|kept| one.has(kept)) {
            let known = all.iter().flat_map(|kept| [kept.load.as_str(), kept.reason.as_str()]);
            let near = did_you_mean(text, known).map(|near| terminal.words.say_with("usage-did-you-mean", &[("word", near.to_owned())]));
            let expected = [Some(terminal.words.say("reject-nothing-so")), near].into_iter().flatten().collect::<Vec<_>>().join("; ");
            return Err(word(text, expected));
        }
    }
    Ok(())
}

async fn list(project: &Project, choice: &Choice, with_closed: bool, terminal: &Terminal) -> Result<Exit, Failure> {
    let kept = chosen(project, choice, terminal).await?;
    let mut groups: Vec<(&Kept, u64, Vec<String>)> = Vec::new();
    for row in kept.iter().filter(|row| with_closed || row.state == State::Pending) {
        let is_alike = |(first, ..): &&mut (&Kept, u64, Vec<String>)| {
            (&first.load, &first.reason, &first.column, first.state) == (&row.load, &row.reason, &row.column, row.state)
        };
        let place = || place(row);
        match groups.iter_mut().find(is_alike) {
            Some((_, count, places)) => {
                *count += 1;
                if places.len() < 3 {
                    places.push(place());
                }
            }
            None => groups.push((row, 1, vec![place()])),
        }
    }
    if groups.is_empty() {
        terminal.say("reject-none", &[]);
        return Ok(Exit::Ok);
    }
    groups.sort_by(|left, right| (left.0.state, right.1, &left.0.load, &left.0.reason).cmp(&(right.0.state, left.1, &right.0.load, &right.0.reason)));
    let line = |(first, count, places): &(&Kept, u64, Vec<String>)| {
        let more = if *count > places.len() as u64 { " …" } else { "" };
        vec![
            first.load.clone(),
            first.reason.clone(),
            first.column.clone().unwrap_or_default(),
            if terminal.is_json { count.to_string() } else { terminal.whole(*count) },
            state(first.state, terminal),
            moment(first.rejected_at, terminal),
            places.join(", ") + more,
        ]
    };
    let lines: Vec<Vec<String>> = groups.iter().map(line).collect();
    let heads = [("load", false), ("reason", false), ("column", false), ("rows", true), ("state", false), ("since", false), ("places", false)];
    terminal.table(&heads, &lines)?;
    let mut reasons: Vec<&str> = groups.iter().filter(|(first, ..)| first.state == State::Pending).map(|(first, ..)| first.reason.as_str()).collect();
    reasons.sort_unstable();
    reasons.dedup();
    for code in reasons {
        if let (Some(words), Some(advice)) = (reason::words(code), reason::advice(code)) {
            let values = [("code", code.to_owned()), ("words", terminal.words.say(words)), ("advice", terminal.words.say(advice))];
            terminal.say("reject-advice", &values);
        }
    }
    Ok(Exit::Ok)
}

async fn show(project: &Project, choice: &Choice, terminal: &Terminal) -> Result<Exit, Failure> {
    let kept = chosen(project, choice, terminal).await?;
    let shown = &kept[..if terminal.is_json { kept.len() } else { kept.len().min(SHOWN) }];
    let said = said(project, shown).await?;
    for (row, said) in shown.iter().zip(said) {
        if terminal.is_json {
            terminal.datum(&json!({
                "reject_id": row.reject_id, "batch_id": row.batch_id, "source": row.source, "load": row.load, "dataset": row.dataset,
                "file": row.file, "row": row.row, "key": row.key_text, "column": row.column, "reason": row.reason, "payload": said,
                "rejected_at": canonical::instant(row.rejected_at), "state": row.state.code(), "resolved_batch_id": row.resolved_batch_id,
            }));
            continue;
        }
        let mut lines = vec![
            vec![terminal.words.say("reject-id"), row.reject_id.clone()],
            vec![terminal.words.say("head-load"), format!("{} → {}", row.load, row.dataset)],
            vec![terminal.words.say("reject-place"), terminal.detail(&row.describe())],
            vec![terminal.words.say("head-reason"), reason::words(&row.reason).map_or_else(|| row.reason.clone(), |key| terminal.words.say(key))],
            vec![terminal.words.say("head-key"), row.key_text.clone().unwrap_or_else(|| "—".to_owned())],
            vec![terminal.words.say("head-since"), moment(row.rejected_at, terminal)],
            vec![terminal.words.say("head-state"), state(row.state, terminal)],
        ];
        if let Some(batch) = &row.resolved_batch_id {
            lines.push(vec![terminal.words.say("reject-closed-by"), batch.clone()]);
        }
        match said.as_ref().and_then(Value::as_object) {
            Some(said) => lines.extend(said.iter().map(|(name, text)| vec![format!("  {name}"), text.as_str().unwrap_or("—").to_owned()])),
            None => lines.push(vec![terminal.words.say("reject-content"), terminal.words.say("reject-unkept")]),
        }
        terminal.table(&[("what", false), ("value", false)], &lines)?;
        if let Some(advice) = reason::advice(&row.reason).filter(|_| row.state == State::Pending) {
            terminal.say("reject-todo", &[("advice", terminal.words.say(advice))]);
        }
    }
    if kept.len() > SHOWN && !terminal.is_json {
        terminal.say("reject-more", &[("shown", terminal.whole(SHOWN as u64)), ("all", terminal.whole(kept.len() as u64))]);
    }
    Ok(Exit::Ok)
}

/// What rows said; the vault is opened only where one of them is sealed.
async fn said(project: &Project, kept: &[Kept]) -> Result<Vec<Option<Value>>, Failure> {
    let parsed = |text: Option<String>| text.and_then(|text| serde_json::from_str(&text).ok());
    if !kept.iter().any(Kept::is_sealed) {
        return Ok(kept.iter().map(|row| parsed(row.payload.clone())).collect());
    }
    let _lock = project.lock("reject").await?;
    let mut people = project.people()?;
    kept.iter().map(|row| Ok(parsed(row.said(people.as_mut())?))).collect()
}

/// Sends rows again, or, with a reason, gives them up; one commit, or none.
async fn close(project: &Project, choice: &Choice, why: Option<&str>, is_dry_run: bool, terminal: &Terminal) -> Result<Exit, Failure> {
    let _lock = project.lock("reject").await?;
    chosen(project, choice, terminal).await?;
    let run = if is_dry_run { None } else { Some(project.begin("reject").await?) };
    let outcome = closed(project, choice, why, run.clone(), terminal).await;
    let Some(run) = run else { return Ok(exit(&outcome?, why)) };
    let work = outcome.map(|closed| Work { exit: exit(&closed, why), version: closed.version, is_recorded: closed.version.is_some() });
    project.end(run, &work).await?;
    Ok(work?.exit)
}

/// Rows that stay are something to look at.
fn exit(closed: &Closed, why: Option<&str>) -> Exit {
    if why.is_none() && closed.loads.iter().any(|load| !load.left.is_empty()) { Exit::Found } else { Exit::Ok }
}

async fn closed(
    project: &Project,
    choice: &Choice,
    why: Option<&str>,
    run: Option<mirante_data::lake::Run>,
    terminal: &Terminal,
) -> Result<Closed, Failure> {
    let mut people = project.people()?;
    let is_dry_run = run.is_none();
    let ingest = Ingest {
        project: &project.folder,
        lake: &project.lake,
        sources: &project.config.sources,
        people: people.as_mut(),
        clock: project.clock,
        run_id: run.as_ref().map_or_else(|| "dry-run".to_owned(), |run| run.run_id.clone()),
        run,
        queries_hash: model::texts_hash(),
        is_synthetic: project.config.lake.is_synthetic,
        only: Vec::new(),
        is_full: false,
        backfill: None,
        is_dry_run,
    };
    let closed = match why {
        Some(why) => ingest.discard(choice, why).await?,
        None => ingest.replay(choice).await?,
    };
    for load in &closed.loads {
        say_load(load, why.is_some(), terminal);
    }
    match closed.version {
        Some(version) => {
            terminal.say("ingest-version", &[("version", version.to_string())]);
            if why.is_none() {
                terminal.say("reject-then", &[]);
            }
        }
        None if is_dry_run => terminal.say("ingest-dry-run", &[]),
        None => terminal.say("ingest-unchanged", &[("version", closed.snapshot.version().to_string())]),
    }
    Ok(closed)
}

fn say_load(load: &ClosedLoad, is_discarded: bool, terminal: &Terminal) {
    let counts = &load.counts;
    let number = |number: u64| terminal.whole(number);
    let values = [
        ("load", load.load.clone()),
        ("dataset", load.dataset.clone()),
        ("rows", number(counts.read)),
        ("inserted", number(counts.inserted)),
        ("updated", number(counts.updated)),
        ("deleted", number(counts.deleted)),
        ("unchanged", number(counts.unchanged)),
        ("superseded", number(counts.superseded)),
    ];
    terminal.say(if is_discarded { "reject-discarded" } else { "reject-replayed" }, &values);
    terminal.fact(&json!({
        "step": if is_discarded { "reject-discard" } else { "reject-replay" }, "load": load.load, "dataset": load.dataset, "status": "ok",
        "rows": counts.read, "inserted": counts.inserted, "updated": counts.updated, "deleted": counts.deleted, "unchanged": counts.unchanged,
        "superseded": counts.superseded, "left": load.left.len(),
    }));
    if load.left.is_empty() {
        return;
    }
    terminal.warn(&terminal.words.count("reject-left", load.left.len() as u64));
    for (kept, why) in load.left.iter().take(NAMED) {
        terminal.say("reject-left-row", &[("row", terminal.detail(&kept.describe())), ("why", left(why, terminal))]);
    }
    if load.left.len() > NAMED {
        terminal.say("reject-left-more", &[("rows", number((load.left.len() - NAMED) as u64))]);
    }
}

fn left(why: &Left, terminal: &Terminal) -> String {
    let words = &terminal.words;
    match why {
        Left::Unkept => words.say("reject-left-unkept"),
        Left::Lacks(column) => words.say_with("reject-left-lacks", &[("column", column.clone())]),
        Left::Newer => words.say("reject-left-newer"),
        Left::NoLoad => words.say("reject-left-no-load"),
        Left::Refused(again) => {
            let said = reason::words(again.code()).map_or_else(|| again.code().to_owned(), |key| words.say(key));
            words.say_with("reject-left-refused", &[("reason", said)])
        }
    }
}

/// File and row.
fn place(kept: &Kept) -> String {
    let row = kept.row.map(|row| format!(":{row}")).unwrap_or_default();
    format!("{}{row}", kept.file.as_deref().unwrap_or(&kept.load))
}

fn state(state: State, terminal: &Terminal) -> String {
    match state {
        _ if terminal.is_json => state.code().to_owned(),
        State::Pending => terminal.words.say("reject-state-pending"),
        State::Replayed => terminal.words.say("reject-state-replayed"),
        State::Discarded => terminal.words.say("reject-state-discarded"),
    }
}

fn moment(at: i64, terminal: &Terminal) -> String {
    let text = canonical::instant(at);
    if terminal.is_json { text } else { format::moment(&text, terminal.language()) }
}
