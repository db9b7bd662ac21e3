//! `mirante forget`: a person leaves the vault for good; what stays without a name is listed with its reason.

use mirante_data::{
    arrow::array::{Array, AsArray},
    contract::{Contract, builtin},
    explain::Exit,
    lake::copy::TOMBSTONES,
};
use mirante_ingest::people::{Known, Tombstone, Vault};
use serde_json::json;

use super::Global;
use crate::{
    error::{CliError, Failure},
    project::{Project, Work},
    terminal::Terminal,
};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(value_name = "MEMBER")]
    member: String,
    #[arg(long)]
    apply: bool,
}

/// Rows of a dataset that name a pseudonym.
struct Staying {
    contract: &'static Contract,
    rows: u64,
}

/// Runs the command.
pub async fn run(args: Args, global: &Global, terminal: &Terminal) -> Result<Exit, Failure> {
    let project = Project::open(&global.project)?;
    let _lock = project.lock("forget").await?;
    let mut vault = project.vault()?;
    let member = found(&vault, args.member)?;
    let known = vault.known(&member)?;
    say_known(&member, &known, terminal);
    if known.sealed_batches > 0 && !known.is_nothing() {
        terminal.say("forget-rejects", &[("batches", terminal.words.count("batches", known.sealed_batches))]);
    }
    say_staying(&staying(&project, &member, terminal).await?, terminal)?;
    if known.is_nothing() {
        terminal.say("forget-already", &[("member", member)]);
        return Ok(Exit::Ok);
    }
    if !args.apply {
        terminal.say("forget-dry-run", &[("member", member)]);
        return Ok(Exit::Ok);
    }
    let run = project.begin("forget").await?;
    let outcome = erase(&project, &mut vault, &member).await;
    project.end(run, &outcome).await?;
    let work = outcome?;
    terminal.say("forget-done", &[("member", member.clone())]);
    terminal.fact(&json!({ "step": "forget", "status": "ok", "member": member, "private_rows": known.private_rows }));
    Ok(work.exit)
}

/// The pseudonym that is meant: given as it is, or by a source's key that leads to one person only.
fn found(vault: &Vault, word: String) -> Result<String, Failure> {
    let known = vault.known(&word)?;
    if known.is_erased || !known.is_nothing() {
        return Ok(word);
    }
    match <[String; 1]>::try_from(vault.behind(&word)?) {
        Ok([member]) => Ok(member),
        Err(several) => {
            Err(CliError::NoMember { member: word, found: if several.is_empty() { "none".to_owned() } else { several.join(", ") } }.into())
        }
    }
}

/// Tombstones first, where every backup takes them along: a restored vault then loses the person again.
async fn erase(project: &Project, vault: &mut Vault, member: &str) -> Result<Work, Failure> {
    let tombstones = vault.tombstones_for(member, project.clock.now_micros())?;
    for tombstone in &tombstones {
        project.lake.store().put_new(&path(tombstone), serde_json::to_vec(tombstone)?.into()).await?;
    }
    vault.erase(member, &tombstones)?;
    Ok(Work { exit: Exit::Ok, version: None, is_recorded: false })
}

fn path(tombstone: &Tombstone) -> String {
    format!("{TOMBSTONES}/{}.json", &tombstone.digest[..24.min(tombstone.digest.len())])
}

fn say_known(member: &str, known: &Known, terminal: &Terminal) {
    let links: Vec<String> = known.links.iter().map(|(namespace, count)| format!("{namespace} ({count})")).collect();
    terminal.say(
        "forget-known",
        &[
            ("member", member.to_owned()),
            ("rows", terminal.words.count("rows", known.private_rows)),
            ("links", if links.is_empty() { "—".to_owned() } else { links.join(", ") }),
        ],
    );
}

fn say_staying(staying: &[Staying], terminal: &Terminal) -> Result<(), Failure> {
    if staying.is_empty() {
        terminal.say("forget-stays-nothing", &[]);
        return Ok(());
    }
    terminal.say("forget-stays", &[]);
    let line = |each: &Staying| {
        let purpose = each.contract.purpose.in_language(terminal.language().tag()).to_owned();
        vec![each.contract.dataset.to_string(), terminal.whole(each.rows), each.contract.keep.clone(), purpose]
    };
    terminal.table(&[("dataset", false), ("rows", true), ("keep", false), ("purpose", false)], &staying.iter().map(line).collect::<Vec<_>>())
}

/// How many rows of each dataset name the pseudonym.
async fn staying(project: &Project, member: &str, terminal: &Terminal) -> Result<Vec<Staying>, Failure> {
    let head = project.head(terminal).await?;
    let mut all = Vec::new();
    for contract in builtin::in_lake() {
        let columns: Vec<&str> = contract.columns.iter().filter(|(_, rule)| rule.person).map(|(name, _)| name.as_str()).collect();
        let Some(list) = head.lists.get(&contract.dataset).filter(|_| !columns.is_empty()) else { continue };
        let mut rows = 0;
        for file in &list.files {
            for batch in project.lake.rows(list, file, &columns).await? {
                let names = |row: usize| {
                    batch.columns().iter().filter_map(|column| column.as_string_opt::<i32>()).any(|ids| ids.is_valid(row) && ids.value(row) == member)
                };
                rows += (0..batch.num_rows()).filter(|row| names(*row)).count() as u64;
            }
        }
        if rows > 0 {
            all.push(Staying { contract, rows });
        }
    }
    Ok(all)
}

/// The tombstones that lie in a lake.
pub async fn tombstones(project: &Project) -> Result<Vec<Tombstone>, Failure> {
    let mut all = Vec::new();
    for path in project.lake.store().list(TOMBSTONES).await? {
        let bytes = project.lake.store().get(&path).await?.unwrap_or_default();
        all.push(serde_json::from_slice(&bytes)?);
    }
    Ok(all)
}
