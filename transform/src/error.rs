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
