//! `mirante publish`: a version becomes an edition, under a name that never changes its meaning.

use mirante_data::{explain::Exit, lake::edition::Correction};
use mirante_transform::{
    Graph,
    publish::{Publication, publish},
};
use serde_json::json;

use super::Global;
use crate::{error::Failure, project::Project, terminal::Terminal};

/// Who publishes while there are no accounts: whoever may run the program on this machine.
pub const HERE: &str = "linha-de-comando";

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(value_name = "NAME")]
    name: String,
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    #[arg(long, value_name = "VERSION", default_value = "head")]
    at: String,
    #[arg(long, value_name = "ID")]
    decision: Option<String>,
    #[arg(long, value_name = "NAME", requires = "reason")]
    supersedes: Option<String>,
    #[arg(long, value_name = "TEXT", requires = "supersedes")]
    reason: Option<String>,
}

/// Runs the command.
pub async fn run(args: Args, global: &Global, terminal: &Terminal) -> Result<Exit, Failure> {
    let project = Project::open(&global.project)?;
    let supersedes = args.supersedes.zip(args.reason).map(|(name, reason)| Correction { name, reason });
    let wanted = Publication { name: args.name, title: args.title, decision_id: args.decision, supersedes, published_by: HERE.to_owned() };
    edition(&project, &args.at, wanted, terminal).await
}

/// Publishes a version and says what came of it.
pub async fn edition(project: &Project, at: &str, wanted: Publication, terminal: &Terminal) -> Result<Exit, Failure> {
    let _lock = project.lock("publish").await?;
    let snapshot = project.version(at, terminal).await?;
    let graph = Graph::of(project.models.clone()).await?;
    let sealed = publish(&project.lake, &snapshot, &graph, project.clock, wanted).await?;
    let edition = &sealed.edition;
    terminal.say(
        "publish-done",
        &[
            ("edition", edition.name.clone()),
            ("version", edition.version.to_string()),
            ("seal", sealed.seal[..8].to_owned()),
            ("checks", terminal.whole(edition.checks_passed_n)),
            ("warnings", terminal.whole(edition.warnings_n)),
        ],
    );
    terminal.fact(&json!({ "step": "publish", "edition": edition.name, "version": edition.version, "seal": sealed.seal }));
    Ok(Exit::Ok)
}
