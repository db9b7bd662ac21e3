//! Projects in fresh folders, runs of the binary, and rows in the shapes that tests compare.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::Arc,
};

use mirante_data::{
    Lake, Snapshot,
    arrow::array::RecordBatch,
    canonical::Cells,
    clock::Clock,
    lake::{Run, Status},
};
use mirante_ingest::{Ingest, Report, SourceConfig, people::Verbatim};
use mirante_queries::{
    Engine,
    engine::{Limits, Shape},
};

/// The project's own folder.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// A project in a folder of its own, removed with it.
pub struct Project {
    pub folder: tempfile::TempDir,
}

impl Project {
    /// An empty project with this configuration.
    pub fn new(toml: &str) -> Self {
        let project = Self { folder: tempfile::tempdir().unwrap() };
        project.write("mirante.toml", toml);
        project
    }

    /// The demo's example, not yet run.
    pub fn example() -> Self {
        let project = Self { folder: tempfile::tempdir().unwrap() };
        project.run(&["init", "--source", "csv", "--source", "xes"]).succeeds();
        project
    }

    /// A copy of this project as it is now.
    pub fn copy(&self) -> Self {
        let copy = Self { folder: tempfile::tempdir().unwrap() };
        copy_folder(self.folder.path(), copy.folder.path());
        copy
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let target = self.path().join(path);
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::write(target, text).unwrap();
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path().join(path)).unwrap()
    }

    /// The binary, ready to run in this project; `MIRANTE_BIN` names another one than that of this build.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(std::env::var_os("MIRANTE_BIN").unwrap_or_else(|| env!("CARGO_BIN_EXE_mirante").into()));
        command.arg("-C").arg(self.path()).args(args).env_remove("MIRANTE_LANG").env_remove("MIRANTE_PROJECT").env("NO_COLOR", "1");
        command
    }

    pub fn run(&self, args: &[&str]) -> Ran {
        Ran(self.command(args).output().unwrap())
    }

    /// Rows of a question, cells as canonical text.
    pub fn rows(&self, query: &str) -> Vec<Vec<String>> {
        let ran = self.run(&["sql", query, "--format", "csv", "-q"]);
        ran.succeeds();
        let mut reader = csv::ReaderBuilder::new().from_reader(ran.0.stdout.as_slice());
        reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
    }

    /// The only cell of a question.
    pub fn one(&self, query: &str) -> String {
        self.rows(query)[0][0].clone()
    }

    pub fn lake(&self) -> Lake {
        Lake::local(&self.path().join("lake")).unwrap()
    }

    /// Everything that people can ask of staging and marts, whatever batches and instants it came in.
    pub fn state(&self) -> String {
        let lake = Arc::new(self.lake());
        block(async {
            let snapshot = lake.head().await.unwrap();
            let engine = Engine::open(&lake, &snapshot, None, &mirante_transform::builtin().unwrap(), Shape::Stored, Limits::default()).unwrap();
            let mut state = String::new();
            for name in ["staging.events", "staging.event_objects", "staging.work_items", "marts.edges", "marts.rework", "marts.variants"] {
                // People's pseudonyms are random: their number is compared, not their text.
                let actor = if name == "staging.events" { " EXCEPT (actor_id)" } else { "" };
                let actor = if name == "staging.work_items" { " EXCEPT (assignee_id, requester_id)" } else { actor };
                let (_, rows) = engine.rows(name, &format!("SELECT *{actor} FROM {name} ORDER BY 1, 2, 3")).await.unwrap();
                state.push_str(&format!("{name}\n{}\n", texts(&rows).iter().map(|row| row.join("\t")).collect::<Vec<_>>().join("\n")));
            }
            let (_, history) =
                engine.rows("raw", "SELECT count(*), count(DISTINCT event_id), count(DISTINCT actor_id) FROM raw.events").await.unwrap();
            state + &texts(&history)[0].join("\t")
        })
    }
}

/// A finished run of the binary.
pub struct Ran(pub Output);

impl Ran {
    pub fn code(&self) -> i32 {
        self.0.status.code().unwrap_or(-1)
    }

    pub fn out(&self) -> String {
        String::from_utf8_lossy(&self.0.stdout).into_owned()
    }

    pub fn err(&self) -> String {
        String::from_utf8_lossy(&self.0.stderr).into_owned()
    }

    #[track_caller]
    pub fn succeeds(&self) -> &Self {
        self.ends(0)
    }

    #[track_caller]
    pub fn ends(&self, code: i32) -> &Self {
        assert_eq!(self.code(), code, "stdout:\n{}\nstderr:\n{}", self.out(), self.err());
        self
    }

    #[track_caller]
    pub fn says(&self, parts: &[&str]) -> &Self {
        let text = self.err() + &self.out();
        for part in parts {
            assert!(text.contains(part), "`{part}` is missing in:\n{text}");
        }
        self
    }
}

pub fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() { copy_folder(&entry.path(), &target) } else { fs::copy(entry.path(), &target).map(|_| ()).unwrap() }
    }
}

/// Every file below a folder.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.path().is_dir() { files.extend(files_below(&entry.path())) } else { files.push(entry.path()) }
    }
    files.sort();
    files
}

pub fn block<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).thread_stack_size(16 << 20).enable_all().build().unwrap().block_on(work)
}

/// Rows as canonical text, nulls empty.
pub fn texts(rows: &[RecordBatch]) -> Vec<Vec<String>> {
    let mut all = Vec::new();
    for batch in rows {
        let columns: Vec<Cells<'_>> = batch.columns().iter().map(|column| Cells::of(column).unwrap()).collect();
        all.extend((0..batch.num_rows()).map(|row| columns.iter().map(|cells| cells.text(row).unwrap_or_default()).collect::<Vec<_>>()));
    }
    all
}

/// Ingests in this process, people's keys as they are.
pub async fn ingest(project: &Path, lake: &Lake, sources: &[SourceConfig]) -> Report {
    ingest_at(Clock::System, project, lake, sources).await
}

/// The same at the instant of a clock.
pub async fn ingest_at(clock: Clock, project: &Path, lake: &Lake, sources: &[SourceConfig]) -> Report {
    let ingest = Ingest {
        project,
        lake,
        sources,
        people: &mut Verbatim,
        clock,
        run_id: "run-test".into(),
        run: None,
        queries_hash: String::new(),
        is_synthetic: false,
        only: Vec::new(),
        is_full: false,
        backfill: None,
        is_dry_run: false,
    };
    ingest.run().await.unwrap()
}

/// The sources of a configuration text.
pub fn sources(toml: &str) -> Vec<SourceConfig> {
    toml::from_str::<mirante::config::Config>(toml).unwrap().sources
}

/// The rows of a question over a snapshot.
pub async fn ask(lake: &Arc<Lake>, snapshot: &Snapshot, query: &str) -> Vec<Vec<String>> {
    let engine = Engine::open(lake, snapshot, None, &mirante_transform::builtin().unwrap(), Shape::Stored, Limits::default()).unwrap();
    texts(&engine.rows("test", query).await.unwrap().1)
}

/// A small generator for tests that print their seed (xorshift64*, Vigna 2016).
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed | 1)
    }

    /// A number below `limit`.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % limit.max(1)
    }
}

/// How large a test is made: a small default on every change, a number of the environment for a long run.
pub fn size(name: &str, default: usize) -> usize {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// The seed of a random test: from the environment to repeat one, else from the clock; always printed.
pub fn seed(test: &str) -> u64 {
    let clock = || std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().subsec_nanos().into();
    let seed = std::env::var("MIRANTE_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or_else(clock);
    println!("{test}: MIRANTE_SEED={seed}");
    seed
}

/// A run as commands write it down.
pub fn a_run() -> Run {
    Run {
        run_id: "run-test".into(),
        command: "transform".into(),
        started_at: "2026-10-01T00:00:00Z".into(),
        ended_at: None,
        status: Status::EmCurso,
        as_of_at: "2026-10-01T00:00:00Z".into(),
        parent_version: None,
        version: None,
        program_version: "test".into(),
        queries_hash: String::new(),
        rules_hash: String::new(),
        built_n: 0,
        reused_n: 0,
        rows_written: 0,
        error_code: None,
    }
}
