//! The rooms together, in one binary.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should say where; clippy sees test functions only, not their helpers")]

/// Awkward sources, each once met: archives, shared keys, odd marks, far dates, torn logs.
mod awkward;
/// Backups: incremental, while others write, restored elsewhere, and damaged ones told.
mod backup;
/// Bad input: clear words, the documented exit code, and no good row lost.
mod bad_input;
/// Bank files: statements in OFX, returns in CNAB 240.
mod bank;
/// Every capability of the cooperative has its records in the sample.
mod capabilities;
/// The command line as people meet it: help, languages, guards, shapes of output.
mod cli;
/// Help pages, completions, explanations, lines for programs.
mod cli_help;
/// Bad files by the thousand: no panic, every row accounted for, bounded memory.
mod corpus;
/// Sources cut off at random bytes: nothing, or all of it.
mod cuts;
/// What databases have in common: first loads in pieces, windows, contradictions, what a cursor misses.
mod databases;
/// The made-up cooperative, from its records to an edition.
mod demo;
/// Events of the dates of records: given, corrected, taken back.
mod derived;
/// What breaks in practice, found and mended.
mod doctor;
/// Figures as drawings: what they say, that drawing, table and files are equal, and that hostile names stay text.
mod drawings;
/// What a source's changes come to under each policy.
mod drift;
/// Editions, runs, and what versions say of themselves.
mod editions;
/// Facts about the engine that the code is built around; an upgrade that changes one fails here.
mod engine_facts;
/// Stops, kills, errors, flipped and torn bytes, several writers: nothing lost, nothing doubled, nothing half.
mod faults;
/// The figures and the months behind them, over a random log, against a plain recount.
mod figures;
/// Files of every kind: the same log, the same figures; exact values; what is broken is told.
mod files;
/// Random logs against a plain count, minute by minute.
mod flow_random;
/// Vectors of the flow: survival, working time, visits, weeks.
mod flow_vectors;
/// The sample in every form: the same rows in the lake.
mod forms;
/// Collecting: what is kept, stops at each step, readers meanwhile.
mod gc;
/// Every golden folder: what is given, what must come out.
mod golden;
/// Random demand and work against a plain count.
mod growth_random;
/// Vectors of trends, forecasts and shares.
mod growth_vectors;
/// The built program as a service, and a client of plain sockets.
mod http;
/// Keys that name nothing, cooperatives that mix.
mod keys;
/// Each kind of drawing with a made-up figure: what it says, what it draws, and what it makes of awkward rows.
mod kinds;
/// The lake on its own: versions, fallbacks, conflicts, on disk and in an object store.
mod lake;
/// The project's laws.
mod laws;
/// The money lint and its planted faults.
mod lint;
/// Keys that move between files and loads, and files read again.
mod moving;
/// MySQL and MariaDB as a source, against a private server: faithful text, one snapshot, cursors, everything that can fail.
mod mysql;
/// Cooperatives that lack something: without history, without a system. Their pages say so, and invent nothing.
mod odd;
/// What was known at an instant, what became of one key, where columns come from.
mod past;
/// A project over several runs: nothing new, small changes, corrections, retractions.
mod pipeline;
/// PostgreSQL as a source, against a private server: faithful text, one snapshot, cursors, everything that can fail.
mod postgres;
/// The golden cases of every process.
mod processes;
/// Proof of completeness, and what it keeps from being published.
mod proof;
/// A server's port as a bad network has it.
mod proxy;
/// Rates and their intervals of the vectors.
mod rate_vectors;
/// The raw datasets as a whole: contracts against the data model, the vault against the lake.
mod records;
/// Refused rows: counted, shown, sent again, given up; and what a look at a source tells beforehand.
mod rejects;
/// Services over HTTP and Singer taps: pages, cuts, addresses, states.
mod services;
/// Workbooks: a cooperative with nothing else, from an empty folder to a page; its mistakes, and what is no workbook.
mod sheets;
/// Random skills, requirements and covers against counts that share no code with the project.
mod skill_random;
/// Training needs and key people of the vectors.
mod skill_vectors;
/// Random promises against a plain count.
mod sla_random;
/// Service levels of the vectors.
mod sla_vectors;
/// SQLite as a source: faithful text, one snapshot while others write, cursors, damaged files.
mod sqlite;
/// Projects, runs of the binary, and rows.
mod support;
/// What identifies people: encrypted apart from the lake, erased for good, and never told by a hash.
mod vault;
/// Test vectors with their expected results.
mod vectors;
/// Causes of waiting, conformance and likeness of units of the vectors.
mod waits_vectors;
/// The service as browsers, and those who mean no good, meet it.
mod web;
