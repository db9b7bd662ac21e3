//! Fault injection for the tests: stop or fail at the n-th place where bytes meet the disk.
//!
//! `MIRANTE_FAULT=abort@7` ends the process at the 7th site, `eio@7` and `enospc@7` make it fail there;
//! `MIRANTE_FAULT_LOG=FILE` appends the name of every site that is passed. Release builds hold none of this.

use std::io;

/// Passes one site; fails or ends here when the environment asks for it.
#[cfg(debug_assertions)]
pub fn site(name: &'static str) -> io::Result<()> {
    use std::{
        io::Write,
        sync::{
            LazyLock,
            atomic::{AtomicUsize, Ordering},
        },
    };

    static PASSED: AtomicUsize = AtomicUsize::new(0);
    static PLAN: LazyLock<Option<(String, usize)>> = LazyLock::new(|| {
        let plan = std::env::var("MIRANTE_FAULT").ok()?;
        let (kind, number) = plan.split_once('@')?;
        Some((kind.to_owned(), number.parse().ok()?))
    });
    static LOG: LazyLock<Option<String>> = LazyLock::new(|| std::env::var("MIRANTE_FAULT_LOG").ok());

    let number = PASSED.fetch_add(1, Ordering::SeqCst) + 1;
    if let Some(file) = LOG.as_deref() {
        let mut log = std::fs::OpenOptions::new().create(true).append(true).open(file)?;
        writeln!(log, "{number} {name}")?;
    }
    match PLAN.as_ref() {
        Some((kind, at)) if *at == number => match kind.as_str() {
            "abort" => std::process::abort(),
            "enospc" => Err(io::Error::from(io::ErrorKind::StorageFull)),
            _ => Err(io::Error::other(format!("input/output error injected at {name}"))),
        },
        _ => Ok(()),
    }
}

/// Passes one site; nothing happens in a release build.
#[cfg(not(debug_assertions))]
pub fn site(_name: &'static str) -> io::Result<()> {
    Ok(())
}
