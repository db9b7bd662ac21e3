//! The processes that come with the program: one file each, embedded at build.

use std::sync::LazyLock;

use super::Process;

/// Names the process files once; a law test compares the list with the folder.
macro_rules! processes {
    ($($name:literal),* $(,)?) => {
        const FILES: &[(&str, &str)] = &[$(($name, include_str!(concat!("../../processes/", $name, ".toml")))),*];
    };
}

processes!["chamado", "documento", "informacao", "oportunidades", "pedido_compra"];

static PROCESSES: LazyLock<Vec<Process>> = LazyLock::new(|| {
    let read = |(name, text): &(&str, &str)| {
        let process = Process::parse(&format!("{name}.toml"), text);
        process.unwrap_or_else(|error| panic!("an embedded process is sound, as a law test makes sure: {error}"))
    };
    FILES.iter().map(read).collect()
});

/// Every process of the program, in the order of their codes.
pub fn all() -> &'static [Process] {
    &PROCESSES
}

/// Name and text of every process file, for laws.
pub fn files() -> &'static [(&'static str, &'static str)] {
    FILES
}
