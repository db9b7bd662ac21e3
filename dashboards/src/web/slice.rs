//! Which part of a page's figures is shown: that of one process, or of one kind of object.

use mirante_reports::{Words, figure, figure::Slice};

use super::{failure::Trouble, page::Read, pages::Page};

/// Everything that the figures of a page can be cut to, in the order of the first figure that knows it.
pub fn known(read: &[Read], words: &Words) -> Vec<Slice> {
    let mut all: Vec<Slice> = Vec::new();
    for slice in read.iter().flat_map(|(_, rows)| figure::slices(rows, words)) {
        if !all.iter().any(|known| known.key == slice.key) {
            all.push(slice);
        }
    }
    all
}

/// The slice that a page shows: the one that is asked for, else the page's own, else the first that its figures know.
pub fn of_page(page: &Page, known: &[Slice], asked: Option<&str>) -> Result<Option<Slice>, Trouble> {
    let find = |key: &str| known.iter().find(|slice| slice.key == key).cloned();
    match asked {
        Some(asked) => find(asked).map(Some).ok_or_else(|| Trouble::Unknown(asked.chars().take(80).collect())),
        None => Ok(page.process.as_deref().and_then(find).or_else(|| known.first().cloned())),
    }
}
