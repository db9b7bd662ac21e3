//! Errors at the edge: the chain is walked once, and the deepest one that can explain itself speaks.

use mirante_data::{Explain, contract::ContractError, explain::Exit, lake::LakeError, process::ProcessError, rule::RuleError};
use mirante_ingest::IngestError;
use mirante_queries::QueryError;
use mirante_transform::TransformError;

mirante_data::errors! {
    /// What can go wrong in the front door itself.
    pub enum CliError {
        /// No project in this folder.
        [ "M0601" Usage "there is no `mirante.toml` in `{folder}`" ]
        NoProject { folder: String },
        /// The configuration cannot be read.
        [ "M0602" Usage "`{file}` cannot be read: {problem}" ]
        Config { file: String, problem: String },
        /// A file would be overwritten.
        [ "M0603" Usage "`{file}` is already there and was left as it is" ]
        WouldOverwrite { file: String },
        /// A file cannot be written or read.
        [ "M0604" Internal "cannot {act} `{file}`: {problem}" ]
        File { act: &'static str, file: String, problem: String },
        /// The word is not what the command takes.
        [ "M0605" Usage "`{word}` is not understood: {expected}" ]
        Word { word: String, expected: String },
        /// A file that was named cannot be read.
        [ "M0607" Usage "cannot read `{file}`: {problem}" ]
        Unreadable { file: String, problem: String },
        /// No event of such cases has come.
        [ "M0608" Usage "there are no events of `{object_type}`" ]
        NoEvents { object_type: String },
        /// Nothing was recorded about a key.
        [ "M0630" Usage "version {version} holds no row of `{dataset}` with the key `{key}`" ]
        NoKey { dataset: String, key: String, version: u64 },
        /// There is no such figure.
        [ "M0620" Usage "there is no figure `{figure}`; there are {figures}" ]
        NoFigure { figure: String, figures: String },
        /// The rows of a figure are not drawn.
        [ "M0621" Found "`{figure}` is not drawn: {reason}" ]
        NotDrawn { figure: String, reason: String },
        /// Other machines could reach the service, and nobody would be asked who they are.
        [ "M0609" Usage "`{address}` can be reached from other machines, and there are no accounts yet" ]
        NotLoopback { address: String },
        /// The address cannot be served at.
        [ "M0610" Unavailable "`{address}` cannot be served at: {problem}" ]
        Bind { address: String, problem: String },
        /// The output cannot be written.
        [ "M0606" Internal "the output cannot be written: {problem}" ]
        Output { problem: String },
    }
}

/// Anything that ends a command.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// The deepest error of a chain that can explain itself.
pub fn deepest<'a>(failure: &'a (dyn std::error::Error + 'static)) -> Option<&'a dyn Explain> {
    let mut found: Option<&'a dyn Explain> = None;
    let mut current = Some(failure);
    while let Some(error) = current {
        let explained: [Option<&dyn Explain>; 8] = [
            error.downcast_ref::<CliError>().map(|error| error as _),
            error.downcast_ref::<ContractError>().map(|error| error as _),
            error.downcast_ref::<ProcessError>().map(|error| error as _),
            error.downcast_ref::<RuleError>().map(|error| error as _),
            error.downcast_ref::<LakeError>().map(|error| error as _),
            error.downcast_ref::<IngestError>().map(|error| error as _),
            error.downcast_ref::<QueryError>().map(|error| error as _),
            error.downcast_ref::<TransformError>().map(|error| error as _),
        ];
        found = explained.into_iter().flatten().next().or(found);
        current = error.source();
    }
    found
}

/// How the program ends because of an error.
pub fn exit(failure: &(dyn std::error::Error + 'static)) -> Exit {
    deepest(failure).map_or(Exit::Internal, Explain::exit)
}

/// Every code of the program, room by room.
pub fn codes() -> Vec<(&'static str, &'static str)> {
    [
        ContractError::CODES,
        ProcessError::CODES,
        RuleError::CODES,
        LakeError::CODES,
        IngestError::CODES,
        QueryError::CODES,
        TransformError::CODES,
        CliError::CODES,
    ]
    .concat()
}

/// How the program ends because of each code, room by room.
pub fn pages() -> Vec<(&'static str, Exit)> {
    [
        ContractError::EXITS,
        ProcessError::EXITS,
        RuleError::EXITS,
        LakeError::EXITS,
        IngestError::EXITS,
        QueryError::EXITS,
        TransformError::EXITS,
        CliError::EXITS,
    ]
    .concat()
}
