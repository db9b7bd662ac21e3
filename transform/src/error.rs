//! What can go wrong while building.

mirante_data::errors! {
    /// What can go wrong while building.
    pub enum TransformError {
        /// Datasets that need each other.
        [ "M0501" Usage "these datasets need each other and none can be built first: {datasets}" ]
        Cycle { datasets: String },
        /// A model reads a dataset that nothing defines.
        [ "M0502" Usage "`{dataset}` reads `{input}`, which no contract, model or step defines{hint}" ]
        UnknownInput { dataset: String, input: String, hint: mirante_data::explain::Detail },
        /// The lint has something against models.
        [ "M0503" Found "the lint has something against {count} places: {findings}" ]
        Lint { count: usize, findings: String },
        /// A selection that fits nothing.
        [ "M0504" Usage "`{selection}` selects no dataset{hint}" ]
        Selection { selection: String, hint: mirante_data::explain::Detail },
        /// A name that no edition may bear.
        [ "M0509" Usage "`{name}` is no name for an edition" ]
        EditionName { name: String },
        /// Nothing has been committed yet.
        [ "M0510" Usage "there is no version to publish yet" ]
        NothingToPublish {},
        /// A check of severity `error` failed on the version.
        [ "M0511" Found "version {version} cannot be published, these checks failed on it: {checks}" ]
        ChecksFailed { version: u64, checks: String },
        /// The version holds records that nothing was computed from yet.
        [ "M0512" Found "version {version} cannot be published, {count} datasets are behind its records, `{dataset}` first" ]
        Behind { version: u64, count: usize, dataset: String },
        /// Records are known to be missing from what money is computed from.
        [ "M0513" Found "version {version} cannot be published: `{dataset}` is known to be incomplete, and {count} figures and marts with money are made of it" ]
        Incomplete { version: u64, dataset: String, count: usize },
        /// A load has not been read for longer than its contract allows.
        [ "M0514" Found "version {version} cannot be published: load `{load}` last changed {age} before it, and the contract of `{dataset}` allows {limit}; no run has found it unchanged since" ]
        Stale { version: u64, load: String, dataset: String, age: String, limit: String },
        /// A step stopped.
        [ "M0507" Internal "`{dataset}` stopped: {problem}" ]
        Step { dataset: String, problem: String },
        /// The parameters of the analyses are not sound.
        [ "M0508" Usage "the parameters of the analyses cannot be read" ]
        Rule {} from mirante_data::rule::RuleError,
        /// The engine said no.
        [ "M0505" Internal "a query did not run" ]
        Query {} from mirante_queries::QueryError,
        /// The lake said no.
        [ "M0506" Internal "the lake did not take what was built" ]
        Lake {} from mirante_data::lake::LakeError,
    }
}

impl From<mirante_queries::QueryError> for TransformError {
    fn from(source: mirante_queries::QueryError) -> Self {
        Self::Query { source }
    }
}

impl From<mirante_data::lake::LakeError> for TransformError {
    fn from(source: mirante_data::lake::LakeError) -> Self {
        Self::Lake { source }
    }
}

impl From<mirante_data::rule::RuleError> for TransformError {
    fn from(source: mirante_data::rule::RuleError) -> Self {
        Self::Rule { source }
    }
}
