//! A load's query: exactly one `SELECT`, and the statements that are made of it. Pure text.

use mirante_data::{detail, explain::Detail};

/// The query without a semicolon at its end, or why it is not one `SELECT` or `WITH`.
///
/// The server parses it again as one statement, in a transaction that cannot write; this only says it before it is asked.
pub fn single(query: &str) -> Result<&str, Detail> {
    let (mut statement, mut first) = (None, None);
    let mut rest = query;
    while let Some(token) = rest.chars().next() {
        let length = token_length(rest)?;
        let at = query.len() - rest.len();
        let is_blank = token.is_whitespace() || rest.starts_with("--") || rest.starts_with("/*");
        if !is_blank {
            if statement.is_some() {
                return Err(detail!("d-query-several", "`query` holds more than one statement: leave out what follows the `;`"));
            }
            if token == ';' {
                statement = Some(&query[..at]);
            } else {
                first.get_or_insert(&rest[..length]);
            }
        }
        rest = &rest[length..];
    }
    match first {
        None => Err(detail!("d-query-missing", "`query` is missing: a load of a database says in one SELECT what it reads")),
        Some(word) if word.eq_ignore_ascii_case("select") || word.eq_ignore_ascii_case("with") => Ok(statement.unwrap_or(query).trim()),
        Some(word) => Err(detail!("d-query-no-select", "`query` begins with `{word}`: only SELECT, or WITH and SELECT, is read", word = word)),
    }
}

/// Length of what begins here: blank, comment, word, string, quoted name, or one character.
fn token_length(text: &str) -> Result<usize, Detail> {
    let open = |what: &str| detail!("d-query-open", "`query`: {what} is never closed", what = what);
    let first = text.chars().next().unwrap_or(' ');
    if text.starts_with("--") {
        return Ok(text.find('\n').unwrap_or(text.len()));
    }
    if text.starts_with("/*") {
        return comment_length(text).ok_or_else(|| open("/*"));
    }
    if first == '\'' || text.starts_with("e'") || text.starts_with("E'") {
        let escapes = first != '\'';
        return quoted_length(text, '\'', usize::from(escapes), escapes).ok_or_else(|| open("'"));
    }
    if first == '"' {
        return quoted_length(text, '"', 0, false).ok_or_else(|| open("\""));
    }
    if first == '$'
        && let Some(end) = text[1..].find('$').filter(|end| text[1..=*end].chars().all(|each| each.is_alphanumeric() || each == '_'))
        && !text[1..].starts_with(|each: char| each.is_ascii_digit())
    {
        let tag = &text[..end + 2];
        return text[tag.len()..].find(tag).map(|close| tag.len() + close + tag.len()).ok_or_else(|| open(tag));
    }
    let is_word = |each: char| each.is_alphanumeric() || each == '_' || each == '$';
    if is_word(first) {
        return Ok(text.find(|each| !is_word(each)).unwrap_or(text.len()));
    }
    Ok(first.len_utf8())
}

/// Comments nest.
fn comment_length(text: &str) -> Option<usize> {
    let (mut depth, mut at) = (0, 0);
    while at < text.len() {
        let rest = &text.as_bytes()[at..];
        if rest.starts_with(b"/*") {
            (depth, at) = (depth + 1, at + 2);
        } else if rest.starts_with(b"*/") {
            (depth, at) = (depth - 1, at + 2);
            if depth == 0 {
                return Some(at);
            }
        } else {
            at += 1;
        }
    }
    None
}

/// A doubled quote stands for one, and so does one after a backslash where these escape.
fn quoted_length(text: &str, quote: char, prefix: usize, escapes: bool) -> Option<usize> {
    let mut characters = text.char_indices().skip(prefix + 1).peekable();
    while let Some((at, each)) = characters.next() {
        if each == '\\' && escapes {
            characters.next();
        } else if each == quote {
            match characters.peek() {
                Some((_, next)) if *next == quote => {
                    characters.next();
                }
                _ => return Some(at + 1),
            }
        }
    }
    None
}

/// A column's name as SQL writes it.
pub fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Which rows of a query are read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Window {
    /// The cursor's column, and the literal from which on rows are read, that end included.
    ///
    /// Rows without a cursor come too: they are an error that names the column.
    pub from: Option<(String, String)>,
}

impl Window {
    fn filter(&self) -> String {
        self.from.as_ref().map_or(String::new(), |(column, literal)| {
            let column = quoted(column);
            format!(" WHERE {column} >= {literal} OR {column} IS NULL")
        })
    }

    /// All rows, in PostgreSQL's own text format. A column is what it is called in the query, or an expression of it.
    pub fn copy(&self, query: &str, columns: &[String]) -> String {
        format!("COPY (SELECT {} FROM (\n{query}\n) AS mirante{}) TO STDOUT (FORMAT text)", columns.join(", "), self.filter())
    }

    /// How many rows there are.
    pub fn count(&self, query: &str) -> String {
        format!("SELECT count(*) FROM (\n{query}\n) AS mirante{}", self.filter())
    }

    /// The greatest cursor there is.
    pub fn greatest(&self, query: &str, cursor: &str) -> String {
        format!("SELECT max({})::text FROM (\n{query}\n) AS mirante{}", quoted(cursor), self.filter())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_select_and_nothing_else() {
        for good in
            ["select 1", " SELECT 1 ; ", "with a as (select 1) select * from a", "-- oi; \n/* ; /* ; */ */ select ';', \"a;b\", $x$ ; $x$ -- fim ;"]
        {
            assert!(single(good).is_ok(), "{good}");
        }
        assert_eq!(single("select 1 ; -- fim").unwrap(), "select 1");
        assert_eq!(single("select E'\\';' , 'it''s;'").unwrap(), "select E'\\';' , 'it''s;'");
        for bad in [
            "",
            "-- nada",
            "delete from t",
            "select 1; select 2",
            "select 1;;select 2",
            "copy t to stdout",
            "select 'a",
            "/* select 1",
            "select $$ 1",
            "(select 1)",
            "explain select 1",
        ] {
            assert!(single(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn statements() {
        let window = Window { from: Some(("em\"tempo".into(), "'2026-01-01'::timestamp".into())) };
        assert_eq!(
            window.copy("select 1 -- x", &["\"id\"".into()]),
            "COPY (SELECT \"id\" FROM (\nselect 1 -- x\n) AS mirante WHERE \"em\"\"tempo\" >= '2026-01-01'::timestamp OR \"em\"\"tempo\" IS NULL) TO STDOUT (FORMAT text)"
        );
        assert_eq!(Window::default().count("q"), "SELECT count(*) FROM (\nq\n) AS mirante");
    }
}
