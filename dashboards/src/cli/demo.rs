//! `mirante demo`: a made-up cooperative taken through the whole chain, with nothing else needed.

use std::{
    fs,
    io::{self, BufWriter, IsTerminal, Write},
    path::{Path, PathBuf},
};

use clap::builder::{PossibleValuesParser, TypedValueParser};
use mirante_data::{
    explain::Exit,
    sample::{
        self, Sample, Scale,
        forms::{self, Export, Form},
    },
};
use mirante_queries::model;
use mirante_reports::{
    format,
    table::{self, Style},
    workbook,
};
use mirante_transform::publish::Publication;

use super::{init, publish, run::pipeline, serve};
use crate::{
    config,
    error::{CliError, Failure},
    project::Project,
    terminal::{Terminal, shell_word, written},
};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(long, value_name = "DIR", default_value = "mirante-demo")]
    dir: PathBuf,
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    #[arg(long, value_name = "SCALE", default_value = "small", value_parser = PossibleValuesParser::new(Scale::NAMES).try_map(|name| name.parse::<Scale>()))]
    scale: Scale,
    #[arg(long)]
    calm: bool,
    #[arg(long = "as", value_name = "FORM", default_value = "csv", value_parser = PossibleValuesParser::new(Form::NAMES).try_map(|name| name.parse::<Form>()))]
    form: Form,
    #[arg(long, value_name = "EXPR")]
    select: Vec<String>,
    #[arg(long, value_name = "PORT", default_value_t = 8080)]
    port: u16,
    #[arg(long)]
    no_open: bool,
    #[arg(long)]
    no_serve: bool,
}

/// The saved question whose answer the demo ends with.
const QUESTION: &str = "waits_by_stage";
/// The edition that the demo publishes: the quarter that its records end with.
const EDITION: &str = "2026-T3";

/// Runs the command.
pub async fn run(args: Args, terminal: &Terminal) -> Result<Exit, Failure> {
    if args.dir.join(config::FILE).exists() {
        terminal.say("demo-again", &[("folder", args.dir.display().to_string())]);
    } else {
        make(&args, terminal)?;
        if args.form == Form::Postgres {
            // Nobody starts a server here: what is left to do is said.
            terminal.say("demo-fill", &[("folder", shell_word(&args.dir)), ("script", forms::SCRIPT.to_owned())]);
            return Ok(Exit::Ok);
        }
    }
    let project = Project::open(&args.dir)?.made_up(sample::PERIOD_END, args.seed);
    let is_whole = args.select.is_empty();
    let exit = pipeline(&project, None, args.select, terminal).await?;
    if !is_whole {
        return Ok(exit);
    }
    if exit == Exit::Ok && project.lake.editions().await?.is_empty() {
        let title = terminal.words.say("demo-title");
        let wanted =
            Publication { name: EDITION.to_owned(), title: Some(title), decision_id: None, supersedes: None, published_by: publish::HERE.to_owned() };
        publish::edition(&project, "head", wanted, terminal).await?;
    }
    let snapshot = project.head(terminal).await?;
    let (schema, rows) = project.engine(&snapshot)?.rows(QUESTION, model::audit(QUESTION).unwrap_or_default()).await?;
    terminal.say("demo-shows", &[]);
    if !terminal.is_json {
        table::write(&mut io::stdout().lock(), &schema, &rows, Style::Plain).map_err(written)?;
    }
    terminal.say("demo-next", &[("folder", shell_word(&args.dir))]);
    if args.no_serve || exit != Exit::Ok {
        return Ok(exit);
    }
    let opens = !args.no_open && io::stderr().is_terminal();
    serve::serve(&args.dir, serve::free_from(args.port).await?, opens, terminal).await
}

/// Writes the records and the project that reads them; the project's file comes last, so that half a demo is none.
fn make(args: &Args, terminal: &Terminal) -> Result<(), Failure> {
    let failed =
        |file: &str, error: io::Error| CliError::File { act: "write", file: args.dir.join(file).display().to_string(), problem: error.to_string() };
    let sample = Sample { seed: args.seed, scale: args.scale, is_calm: args.calm };
    let made = sample.write(&args.dir).map_err(|error| failed("entrada", error))?;
    put_in_form(&args.dir, &made.files, args.form).map_err(|(file, error)| failed(&file, error))?;
    let toml = format!("{}{}\n{}", init::HEAD, init::SYNTHETIC, args.form.sources());
    fs::write(args.dir.join(config::FILE), toml).map_err(|error| failed(config::FILE, error))?;
    let values = [
        ("folder", args.dir.display().to_string()),
        ("members", format::whole(made.members, terminal.language())),
        ("events", format::whole(made.events, terminal.language())),
        ("files", terminal.words.count("files", made.files.len() as u64)),
    ];
    terminal.say("demo-wrote", &values);
    Ok(())
}

/// Puts files of another form in the place of the sample's CSV files; the file that cannot be written, and why.
pub fn put_in_form(folder: &Path, files: &[String], form: Form) -> Result<(), (String, io::Error)> {
    let failed = |file: &str| {
        let file = file.to_owned();
        move |error| (file, error)
    };
    match form {
        Form::Csv => return Ok(()),
        Form::Postgres => {
            let write = || {
                let mut out = BufWriter::new(fs::File::create(folder.join(forms::SCRIPT))?);
                forms::script(folder, files, &mut out)?;
                out.flush()
            };
            write().map_err(failed(forms::SCRIPT))?;
        }
        Form::Jsonl | Form::Xlsx => {
            for file in files {
                rewrite(folder, file, form).map_err(failed(file))?;
            }
        }
    }
    for file in files {
        fs::remove_file(folder.join(file)).map_err(failed(file))?;
        // A folder goes with the last of its files; one that is not empty stays, which is no error.
        for emptied in Path::new(file).ancestors().skip(1).filter(|path| !path.as_os_str().is_empty()) {
            let _ = fs::remove_dir(folder.join(emptied));
        }
    }
    Ok(())
}

fn rewrite(folder: &Path, file: &str, form: Form) -> io::Result<()> {
    let export = Export::open(folder, file)?;
    let target = |ending: &str| folder.join(file).with_extension(ending);
    if form == Form::Xlsx {
        let header = export.header.clone();
        return fs::write(target("xlsx"), workbook::of_texts(forms::TAB, &header, export)?);
    }
    let mut out = BufWriter::new(fs::File::create(target("jsonl"))?);
    forms::jsonl(export, &mut out)?;
    out.flush()
}
