//! How other tools read the very files of a dataset.

use mirante_data::DatasetName;

/// For each tool, what to write there; `files` are the dataset's files, from the project's folder.
pub fn of(name: &DatasetName, files: &[String]) -> Vec<(&'static str, String)> {
    if files.is_empty() {
        return Vec::new();
    }
    let quoted = |mark: char, between: &str| files.iter().map(|file| format!("{mark}{file}{mark}")).collect::<Vec<_>>().join(between);
    let short = name.short();
    vec![
        ("DuckDB", format!("SELECT * FROM read_parquet([\n  {}\n]);", quoted('\'', ",\n  "))),
        ("Polars", format!("import polars as pl\n{short} = pl.scan_parquet([\n    {}\n])", quoted('"', ",\n    "))),
        ("R", format!("library(arrow)\n{short} <- open_dataset(c(\n  {}\n))", quoted('"', ",\n  "))),
        ("CSV", format!("mirante sql \"SELECT * FROM {name}\" --format csv --dialect br > {short}.csv")),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_named_once_for_each_tool() {
        let name: DatasetName = "marts.edges".parse().unwrap();
        let files = ["lake/files/marts/edges/a.parquet".to_owned(), "lake/files/marts/edges/b.parquet".to_owned()];
        let snippets = of(&name, &files);
        assert!(snippets[..3].iter().all(|(_, text)| files.iter().all(|file| text.matches(file.as_str()).count() == 1)), "{snippets:?}");
        assert!(snippets[3].1.contains("SELECT * FROM marts.edges"));
        assert!(of(&name, &[]).is_empty());
    }
}
