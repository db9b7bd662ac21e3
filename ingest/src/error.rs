//! What can go wrong between a source and the lake.

use mirante_data::explain::{Detail, Details};

mirante_data::errors! {
    /// What can go wrong between a source and the lake.
    pub enum IngestError {
        /// The configuration of sources says something impossible; every problem is listed.
        [ "M0301" Usage "the sources are not configured soundly: {problems}" ]
        Config { problems: Details },
        /// No source or load of this name.
        [ "M0302" Usage "there is no source or load `{name}`{hint}" ]
        UnknownLoad { name: String, hint: Detail },
        /// The folder or the files are not there.
        [ "M0303" Unavailable "source `{source_name}` cannot be reached: {problem}" ]
        Unreachable { source_name: String, problem: Detail },
        /// A file cannot be read at all.
        [ "M0304" Found "`{file}` of load `{load}` cannot be read: {problem}" ]
        File { load: String, file: String, problem: Detail },
        /// The source's columns are not those that the mapping or the last load knew.
        [ "M0305" Found "the columns of load `{load}` are not as expected: {differences}" ]
        Columns { load: String, differences: Details },
        /// Too many rows broke the contract.
        [ "M0306" Found "load `{load}`: {rejected} of {rows} rows broke the contract, more than the {budget} it may reject; none of its rows were loaded: {sample}" ]
        TooManyRejects { load: String, rejected: u64, rows: u64, budget: String, sample: Details },
        /// A complete read came back empty although the lake holds rows.
        [ "M0307" Found "load `{load}` came back empty although the lake holds {rows} of its rows; nothing was deleted" ]
        Emptied { load: String, rows: u64 },
        /// A batch does not add up: an error of the program.
        [ "M0308" Internal "load `{load}` does not add up: read {read}, accounted for {accounted}" ]
        Unbalanced { load: String, read: u64, accounted: u64 },
        /// The vault of people's keys does not answer.
        [ "M0309" Internal "the vault of people's keys does not answer: {problem}" ]
        Vault { problem: String },
        /// Rows cannot be put into their columns: an error of the program.
        [ "M0310" Internal "rows of load `{load}` cannot be assembled: {problem}" ]
        Assemble { load: String, problem: String },
        /// The vault is not the one whose pseudonyms the lake holds.
        [ "M0312" Usage "the lake's rows name people by the pseudonyms of `{expected}`, and the vault here is `{found}`; nothing was read" ]
        OtherVault { expected: String, found: String },
        /// The server of a database is out of reach, refuses, or went away.
        [ "M0313" Unavailable "the database of source `{source_name}` at {address} cannot be reached: {problem}" ]
        Server { source_name: String, address: String, problem: Detail },
        /// The server does not take the query.
        [ "M0314" Found "the query of load `{load}` failed: {problem}" ]
        Query { load: String, problem: Detail },
        /// The file of a password cannot be used.
        [ "M0315" Usage "the password file `{file}` of source `{source_name}` is not used: {problem}" ]
        Secret { source_name: String, file: String, problem: Detail },
        /// With this cursor rows could be lost.
        [ "M0316" Found "the cursor of load `{load}` cannot be relied on: {problem}; nothing of it was read" ]
        Cursor { load: String, problem: Detail },
        /// What came is not what the source counted in the same snapshot.
        [ "M0317" Found "load `{load}`: the source counts {counted} rows and gave {read}; none of them were loaded" ]
        Incomplete { load: String, counted: u64, read: u64 },
        /// Rows that do not fit into memory find no place on the disk either.
        [ "M0318" Unavailable "rows cannot be kept aside in a file below {folder}: {problem}" ]
        Aside { folder: String, problem: String },
        /// A service is out of reach, refuses for now, or went away.
        [ "M0351" Unavailable "the service of source `{source_name}` at {address} cannot be reached: {problem}" ]
        Service { source_name: String, address: String, problem: Detail },
        /// The service answers, and not with what was asked for.
        [ "M0352" Found "the service of source `{source_name}` does not give {address}: {problem}" ]
        Refused { source_name: String, address: String, problem: Detail },
        /// An address that may not be asked.
        [ "M0353" Usage "source `{source_name}` does not ask {address}: {problem}" ]
        Forbidden { source_name: String, address: String, problem: Detail },
        /// The pages of a service do not fit together.
        [ "M0354" Found "the pages of load `{load}` cannot be relied on: {problem}; none of their rows were loaded" ]
        Pages { load: String, problem: Detail },
        /// A Singer tap failed, or speaks no Singer.
        [ "M0355" Unavailable "the tap of source `{source_name}` failed: {problem}; none of its rows were loaded" ]
        Tap { source_name: String, problem: Detail },
        /// A backfill's window does not fit a load.
        [ "M0341" Usage "the window of load `{load}` cannot be read: {problem}" ]
        Window { load: String, problem: Detail },
        /// Nothing waits that was chosen.
        [ "M0340" Found "no refused row of this choice waits" ]
        NoRejects {},
        /// The vault's key cannot be used.
        [ "M0360" Usage "the vault's key file `{file}` is not used: {problem}" ]
        KeyFile { file: String, problem: Detail },
        /// The identity that opens a backup of the vault cannot be used.
        [ "M0361" Usage "the identity in `{file}` is not used: {problem}" ]
        Identity { file: String, problem: Detail },
        /// The lake said no.
        [ "M0311" Internal "the lake did not take the rows" ]
        Lake {} from mirante_data::lake::LakeError,
    }
}

impl From<mirante_data::lake::LakeError> for IngestError {
    fn from(source: mirante_data::lake::LakeError) -> Self {
        Self::Lake { source }
    }
}

impl IngestError {
    /// What a file for rows that do not fit into memory came to.
    #[expect(clippy::needless_pass_by_value, reason = "it is what an error is turned into")]
    pub(crate) fn aside(problem: std::io::Error) -> Self {
        Self::Aside { folder: std::env::temp_dir().display().to_string(), problem: problem.to_string() }
    }
}
