//! What can go wrong between an SQL text and its rows.

mirante_data::errors! {
    /// What can go wrong between an SQL text and its rows.
    pub enum QueryError {
        /// A model's or check's header is not as it should be; every problem is listed.
        [ "M0401" Usage "`{file}` has no sound header: {problems}" ]
        Header { file: String, problems: String },
        /// The engine does not understand the text.
        [ "M0402" Usage "`{name}` cannot be planned: {problem}" ]
        Plan { name: String, problem: String },
        /// The engine stopped while computing.
        [ "M0403" Internal "`{name}` stopped: {problem}" ]
        Run { name: String, problem: String },
        /// The columns that come are not those that the header promises.
        [ "M0404" Usage "`{name}` does not give what its header promises: {differences}" ]
        Columns { name: String, differences: String },
        /// The engine was given less memory than the query needs.
        [ "M0409" Internal "`{name}` needs more memory than it may use: {problem}" ]
        Memory { name: String, problem: String },
        /// A value breaks the promise of the header.
        [ "M0405" Found "`{name}` breaks its header: {problem}" ]
        Promise { name: String, problem: String },
        /// The statement is more than a question.
        [ "M0406" Usage "only one `SELECT` at a time: {problem}" ]
        NotAQuestion { problem: String },
        /// A person's question stopped while it was answered.
        [ "M0408" Usage "the question stopped: {problem}" ]
        Question { problem: String },
        /// What a dataset was at an instant of the past is not computed on the way.
        [ "M0410" Usage "`{dataset}` cannot be asked as of another instant" ]
        Past { dataset: String },
        /// The lake said no.
        [ "M0407" Internal "the lake did not answer" ]
        Lake {} from mirante_data::lake::LakeError,
    }
}

impl From<mirante_data::lake::LakeError> for QueryError {
    fn from(source: mirante_data::lake::LakeError) -> Self {
        Self::Lake { source }
    }
}

/// An engine's error, with the lake's own error underneath when there is one.
pub(crate) fn from_engine(name: &str, error: &datafusion::error::DataFusionError) -> QueryError {
    use datafusion::error::DataFusionError;
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(current) = cause {
        if let Some(past) = current.downcast_ref::<crate::engine::past::NotComputed>() {
            return QueryError::Past { dataset: past.dataset.clone() };
        }
        if let Some(lake) = current.downcast_ref::<mirante_data::lake::LakeError>() {
            use mirante_data::lake::LakeError;
            match lake {
                LakeError::Damaged { file, problem } => return LakeError::Damaged { file: file.clone(), problem: problem.clone() }.into(),
                LakeError::Missing { file, named_by } => return LakeError::Missing { file: file.clone(), named_by: named_by.clone() }.into(),
                LakeError::Expired { file, by } => return LakeError::Expired { file: file.clone(), by: *by }.into(),
                _ => {}
            }
        }
        cause = current.source();
    }
    let problem = error.strip_backtrace();
    match error.find_root() {
        DataFusionError::Plan(_) | DataFusionError::SchemaError(..) | DataFusionError::SQL(..) | DataFusionError::NotImplemented(_) => {
            QueryError::Plan { name: name.to_owned(), problem }
        }
        DataFusionError::ResourcesExhausted(_) => QueryError::Memory { name: name.to_owned(), problem },
        _ => QueryError::Run { name: name.to_owned(), problem },
    }
}
