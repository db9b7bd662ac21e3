//! `mirante backup`: copies on another disk, and the proof that they bring everything back.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use mirante_data::{DatasetName, Snapshot, canonical, explain::Exit, hash, lake::verify::Verified};
use mirante_ingest::people::copy::new_identity;
use mirante_queries::engine::Limits;
use mirante_reports::format;
use mirante_transform::{Graph, Plan, Transform};
use serde_json::json;

use super::Global;
use crate::{
    backup::{self, Backup, DRILL, Drill, Entry},
    error::{CliError, Failure},
    project::Project,
    terminal::Terminal,
};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, clap::Subcommand)]
enum Act {
    Key {
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    Create {
        #[arg(value_name = "DEST")]
        dest: PathBuf,
        #[arg(long, value_name = "AGE1")]
        recipient: Option<String>,
    },
    Verify {
        #[arg(value_name = "DEST")]
        dest: PathBuf,
    },
    Restore {
        #[arg(value_name = "DEST")]
        dest: PathBuf,
        #[arg(long, value_name = "FILE", required_unless_present = "without_vault")]
        identity: Option<PathBuf>,
        #[arg(long, conflicts_with = "identity")]
        without_vault: bool,
    },
    Drill {
        #[arg(value_name = "DEST")]
        dest: PathBuf,
        #[arg(long, value_name = "FILE")]
        identity: Option<PathBuf>,
    },
}

/// Runs the command.
pub async fn run(args: Args, global: &Global, terminal: &Terminal) -> Result<Exit, Failure> {
    match args.act {
        Act::Key { file } => key(&file, terminal),
        Act::Create { dest, recipient } => create(&Project::open(&global.project)?, &dest, recipient.as_deref(), terminal).await,
        Act::Verify { dest } => verify(&dest, terminal).await,
        Act::Restore { dest, identity, .. } => restore(&global.project, &dest, identity.as_deref(), terminal).await,
        Act::Drill { dest, identity } => drill(&Project::open(&global.project)?, &dest, identity.as_deref(), terminal).await,
    }
}

/// A new identity in a file that only its owner reads, and the recipient for `mirante.toml`.
fn key(file: &Path, terminal: &Terminal) -> Result<Exit, Failure> {
    let (identity, recipient) = new_identity();
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let name = file.display().to_string();
    let mut open = match options.open(file) {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => return Err(CliError::WouldOverwrite { file: name }.into()),
        other => other?,
    };
    std::io::Write::write_all(&mut open, identity.as_bytes()).and_then(|()| open.sync_all())?;
    terminal.say("backup-key", &[("file", name), ("recipient", recipient.clone())]);
    if terminal.is_json {
        terminal.datum(&json!({ "recipient": recipient }));
    } else {
        println!("{recipient}");
    }
    Ok(Exit::Ok)
}

async fn create(project: &Project, dest: &Path, recipient: Option<&str>, terminal: &Terminal) -> Result<Exit, Failure> {
    let (entry, copied) = Backup::create(dest, project)?.update(project, recipient).await?;
    terminal.say(
        "backup-created",
        &[
            ("folder", dest.display().to_string()),
            ("version", entry.version.to_string()),
            ("versions", terminal.words.count("versions", copied.versions)),
            ("objects", terminal.words.count("files", copied.objects)),
            ("bytes", format::bytes(copied.bytes, terminal.language())),
            ("known", terminal.words.count("files", copied.known)),
            ("removed", terminal.words.count("files", copied.removed)),
        ],
    );
    say_vault(&entry, project, terminal);
    terminal.fact(&json!({
        "step": "backup", "status": "ok", "version": entry.version, "objects": copied.objects, "bytes": copied.bytes, "known": copied.known,
        "vault": entry.vault.is_some(),
    }));
    Ok(Exit::Ok)
}

fn say_vault(entry: &Entry, project: &Project, terminal: &Terminal) {
    match &entry.vault {
        Some(vault) => terminal.say("backup-vault", &[("recipient", vault.recipient.clone()), ("key", project.key_file().display().to_string())]),
        None => terminal.say("backup-no-vault", &[]),
    }
}

async fn verify(dest: &Path, terminal: &Terminal) -> Result<Exit, Failure> {
    let (entry, verified) = Backup::open(dest).await?.verify().await?;
    say_whole("backup-whole", &entry, verified, terminal);
    Ok(Exit::Ok)
}

fn say_whole(key: &str, entry: &Entry, verified: Verified, terminal: &Terminal) {
    terminal.say(
        key,
        &[
            ("made", entry.made_at.clone()),
            ("version", entry.version.to_string()),
            ("versions", terminal.words.count("versions", verified.versions)),
            ("editions", terminal.words.count("editions", verified.editions)),
            ("files", terminal.words.count("files", verified.files)),
            ("bytes", format::bytes(verified.bytes, terminal.language())),
        ],
    );
    terminal.fact(&json!({ "step": key, "status": "ok", "version": entry.version, "files": verified.files, "bytes": verified.bytes }));
}

async fn restore(folder: &Path, dest: &Path, identity: Option<&Path>, terminal: &Terminal) -> Result<Exit, Failure> {
    let backup = Backup::open(dest).await?;
    backup.restore_texts(folder)?;
    let project = Project::open(folder)?;
    let (entry, verified, erased) = backup::restore(&backup, &project, identity).await?;
    say_whole("backup-restored", &entry, verified, terminal);
    if erased > 0 {
        terminal.say_count("backup-erased", erased);
    }
    Ok(Exit::Ok)
}

/// Restores into a folder that goes away again, and computes everything of the newest version anew.
async fn drill(project: &Project, dest: &Path, identity: Option<&Path>, terminal: &Terminal) -> Result<Exit, Failure> {
    let backup = Backup::open(dest).await?;
    let folder = Away::new(project.clock.now_micros())?;
    backup.restore_texts(&folder.0)?;
    let mut config = backup.config()?;
    config.privacy.key_file = project.key_file().canonicalize().unwrap_or_else(|_| project.key_file());
    let there = Project::open_at(&folder.0, config, &folder.0.join("lake"))?;
    let (entry, verified, _) = backup::restore(&backup, &there, identity).await?;
    say_whole("backup-restored", &entry, verified, terminal);
    let (compared, different, skipped) = recompute(&there).await?;
    if !different.is_empty() {
        let names = different.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        return Err(CliError::OtherResults { different: different.len() as u64, compared, names }.into());
    }
    terminal.say("backup-drilled", &[("compared", terminal.whole(compared)), ("skipped", terminal.whole(skipped))]);
    let drill = Drill { drilled_at: canonical::instant(project.clock.now_micros()), folder: dest.display().to_string(), version: entry.version };
    project.lake.store().put_hint(DRILL, hash::canonical_json(&drill)?.into()).await?;
    terminal.fact(&json!({ "step": "drill", "status": "ok", "version": entry.version, "compared": compared, "skipped": skipped }));
    Ok(Exit::Ok)
}

/// Builds everything of the newest version again; how many datasets were compared, which came out otherwise, and how
/// many were left out because this program would build them anew at any rate.
async fn recompute(project: &Project) -> Result<(u64, Vec<DatasetName>, u64), Failure> {
    let before = project.lake.head().await?;
    let graph = Graph::of(project.models.clone()).await?;
    let engine = project.engine(&before)?;
    let plan = Plan::of(&graph.at(before.as_of_micros()), &engine, &before, None, false);
    let stale: Vec<DatasetName> = plan.stale().map(|step| step.dataset.clone()).collect();
    drop(engine);
    let run = project.begin("transform").await?;
    let transform = Transform {
        lake: &project.lake,
        graph: &graph,
        clock: project.clock,
        run,
        select: Vec::new(),
        is_full: true,
        as_of: Some(before.as_of_micros()).filter(|at| *at > 0),
        limits: Limits::default(),
    };
    let after = transform.run().await?.snapshot;
    let built = |snapshot: &Snapshot| -> Vec<(DatasetName, Arc<mirante_data::lake::DatasetList>)> {
        let lists = snapshot.lists.iter().filter(|(name, list)| list.fingerprint.is_some() && name.schema() != "meta");
        lists.map(|(name, list)| (name.clone(), list.clone())).collect()
    };
    let mut different = Vec::new();
    let (mut compared, mut skipped) = (0, 0);
    for (name, list) in built(&before) {
        if stale.contains(&name) {
            skipped += 1;
            continue;
        }
        compared += 1;
        if after.lists.get(&name).is_none_or(|again| again.files_hash() != list.files_hash()) {
            different.push(name);
        }
    }
    Ok((compared, different, skipped))
}

/// A folder that goes away with its owner.
struct Away(PathBuf);

impl Away {
    fn new(now: i64) -> Result<Self, Failure> {
        let folder = std::env::temp_dir().join(format!("mirante-drill-{}-{now}", std::process::id()));
        let mut builder = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&folder)?;
        Ok(Self(folder))
    }
}

impl Drop for Away {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
