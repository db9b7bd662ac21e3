//! Which part of a page's figures is shown: that of one process, or of one kind of object; all of it on a page without a process.

use mirante_reports::{Words, figure, figure::Slice};

use super::{failure::Trouble, page::Read, pages::Page};

/// Everything that the figures of a page can be cut to, in the order of the first figure that knows it; nothing where the page
/// has no process.
pub fn known(page: &Page, read: &[Read], words: &Words) -> Vec<Slice> {
    let mut all: Vec<Slice> = Vec::new();
    if page.process.is_none() {
        return all;
    }
    for slice in read.iter().flat_map(|(_, rows)| figure::slices(rows, words)) {
        if !all.iter().any(|known| known.key == slice.key) {
            all.push(slice);
        }
    }
    all
}

/// The slice that a page shows: the one that is asked for, else the page's own, else the first that its figures know; none where
/// the page has no process.
pub fn of_page(page: &Page, known: &[Slice], asked: Option<&str>) -> Result<Option<Slice>, Trouble> {
    let find = |key: &str| known.iter().find(|slice| slice.key == key).cloned();
    match asked {
        Some(asked) => find(asked).map(Some).ok_or_else(|| Trouble::Unknown(asked.chars().take(80).collect())),
        None => Ok(page.process.as_deref().and_then(find).or_else(|| known.first().cloned())),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use mirante_data::{
        arrow::array::RecordBatch,
        rows::{Cell, batch},
        schema::Column,
        types::ColumnType,
    };
    use mirante_reports::{Language, figure::spec};

    use super::*;

    fn page(more: &str) -> Page {
        toml::from_str(&format!("route = '/x'\nlabel = 'X | X'\nquestion = 'X? | X?'\naudience = 'completo'\nfigures = ['variants']\n{more}"))
            .unwrap()
    }

    fn cut(processes: &[&str]) -> Vec<RecordBatch> {
        let columns = [Column::required("process", ColumnType::Id)];
        vec![batch(&columns, &processes.iter().map(|process| vec![Cell::from(*process)]).collect::<Vec<_>>())]
    }

    #[test]
    fn a_page_with_a_process_shows_it_and_one_without_has_none_to_choose() {
        let words = Words::of(Language::PtBr);
        let read: Vec<Read> = vec![(spec::get("variants").unwrap(), Arc::new(cut(&["chamado", "compra"])))];
        let with = page("process = 'compra'");
        let all = known(&with, &read, &words);
        assert_eq!(all, [Slice::of("chamado"), Slice::of("compra")]);
        assert_eq!(of_page(&with, &all, None).unwrap(), Some(Slice::of("compra")));
        assert_eq!(of_page(&with, &all, Some("chamado")).unwrap(), Some(Slice::of("chamado")));
        assert!(of_page(&with, &all, Some("nada")).is_err());

        let without = page("");
        let none = known(&without, &read, &words);
        assert!(none.is_empty(), "{none:?}");
        assert_eq!(of_page(&without, &none, None).unwrap(), None);
        assert!(of_page(&without, &none, Some("compra")).is_err(), "an address that leads nowhere is told, and not passed over");
    }
}
