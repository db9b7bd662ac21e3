//! A load's query: exactly one `SELECT`, and the statements that are made of it. Pure text.

use mirante_data::{detail, explain::Detail};

use super::horizon::Kind;

/// How a database writes names and values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// PostgreSQL's.
    Postgres,
    /// MySQL's and MariaDB's.
    Mysql,
    /// SQLite's.
    Sqlite,
}

impl Dialect {
    /// A column's name.
    pub fn quoted(self, name: &str) -> String {
        match self {
            Self::Mysql => format!("`{}`", name.replace('`', "``")),
            Self::Postgres | Self::Sqlite => format!("\"{}\"", name.replace('"', "\"\"")),
        }
    }

    /// A position of a cursor, of a type that an index of the column answers for.
    pub fn literal(self, kind: Kind, position: i128) -> String {
        let text = kind.text(kind.within(position));
        match (self, kind) {
            (Self::Postgres, Kind::Instant) => format!("'{text}'::timestamptz"),
            (Self::Postgres, Kind::Local | Kind::Day) => format!("'{text}'::timestamp"),
            (Self::Postgres, Kind::Whole) => format!("'{text}'::bigint"),
            (Self::Postgres, Kind::Number) => format!("'{text}'::numeric"),
            (Self::Mysql, Kind::Instant | Kind::Local | Kind::Day) => {
                format!("TIMESTAMP'{}'", text.trim_end_matches('Z').replace('T', " "))
            }
            // Whatever stands between day and hour, and whatever offset follows: a day earlier is before all of it.
            (Self::Sqlite, Kind::Instant | Kind::Local | Kind::Day) => format!("'{}'", &kind.text(kind.within(position - DAY))[..10]),
            (Self::Mysql | Self::Sqlite, Kind::Whole | Kind::Number) => text,
        }
    }

    /// A position before which rows end.
    pub fn end_literal(self, kind: Kind, position: i128) -> String {
        let is_wide = self == Self::Sqlite && kind.is_time();
        self.literal(kind, if is_wide { position + 2 * DAY } else { position })
    }

    /// A value of a key, as it came: a whole number or the text of a UUID.
    fn key_literal(self, text: &str) -> String {
        let is_number = text.strip_prefix('-').unwrap_or(text).bytes().all(|byte| byte.is_ascii_digit());
        if is_number { text.to_owned() } else { format!("'{}'", text.replace('\'', "''")) }
    }

    fn is_quote(self, character: char) -> bool {
        character == '\'' || character == '"' || (character == '`' && self != Self::Postgres) || (character == '[' && self == Self::Sqlite)
    }
}

const DAY: i128 = 24 * 60 * 60 * 1_000_000;

/// The query without a semicolon at its end, or why it is not one `SELECT` or `WITH`.
///
/// The server parses it again as one statement, in a transaction that cannot write; this only says it before it is asked.
pub fn single(query: &str, dialect: Dialect) -> Result<&str, Detail> {
    let (mut statement, mut first) = (None, None);
    let mut rest = query;
    while let Some(token) = rest.chars().next() {
        let length = token_length(rest, dialect)?;
        let at = query.len() - rest.len();
        let is_blank = token.is_whitespace() || rest.starts_with("--") || rest.starts_with("/*") || (token == '#' && dialect == Dialect::Mysql);
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
fn token_length(text: &str, dialect: Dialect) -> Result<usize, Detail> {
    let open = |what: &str| detail!("d-query-open", "`query`: {what} is never closed", what = what);
    let first = text.chars().next().unwrap_or(' ');
    if text.starts_with("--") || (first == '#' && dialect == Dialect::Mysql) {
        return Ok(text.find('\n').unwrap_or(text.len()));
    }
    if text.starts_with("/*") {
        return comment_length(text, dialect).ok_or_else(|| open("/*"));
    }
    let is_escaped = dialect == Dialect::Postgres && (text.starts_with("e'") || text.starts_with("E'"));
    if is_escaped {
        return quoted_length(text, '\'', 1, true).ok_or_else(|| open("'"));
    }
    if dialect.is_quote(first) {
        let (quote, escapes) = (if first == '[' { ']' } else { first }, dialect == Dialect::Mysql && first != '`');
        return quoted_length(text, quote, 0, escapes).ok_or_else(|| open(&first.to_string()));
    }
    if first == '$'
        && dialect == Dialect::Postgres
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

/// Comments nest in PostgreSQL.
fn comment_length(text: &str, dialect: Dialect) -> Option<usize> {
    if dialect != Dialect::Postgres {
        return text[2..].find("*/").map(|end| end + 4);
    }
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
                _ => return Some(at + each.len_utf8()),
            }
        }
    }
    None
}

/// Which rows of a query are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// How names and values are written.
    pub dialect: Dialect,
    /// Those whose cursor lies in it.
    pub cut: Option<Cut>,
    /// A first load in pieces.
    pub piece: Option<Piece>,
}

/// Rows whose cursor lies between two literals. Those without a cursor come too: they are an error that names the column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    /// The cursor's column.
    pub column: String,
    /// From here on, this end included.
    pub from: Option<String>,
    /// Before this.
    pub to: Option<String>,
}

/// A piece of a first load: rows in the order of their key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The columns that the key is made of.
    pub columns: Vec<String>,
    /// Where the last piece ended; its key is read once more, since it may have more rows.
    pub after: Option<Vec<String>>,
    /// Most rows of a piece.
    pub rows: u64,
}

impl Window {
    /// Every row.
    pub fn all(dialect: Dialect) -> Self {
        Self { dialect, cut: None, piece: None }
    }

    fn filter(&self) -> String {
        let mut wanted = Vec::new();
        if let Some(Cut { column, from, to }) = &self.cut {
            let column = self.dialect.quoted(column);
            let ends = [from.as_ref().map(|from| format!("{column} >= {from}")), to.as_ref().map(|to| format!("{column} < {to}"))];
            wanted.push(format!("({} OR {column} IS NULL)", ends.into_iter().flatten().collect::<Vec<_>>().join(" AND ")));
        }
        if let Some(Piece { columns, after: Some(after), .. }) = &self.piece {
            let literals: Vec<String> = after.iter().map(|text| self.dialect.key_literal(text)).collect();
            wanted.push(format!("({}) >= ({})", self.names(columns), literals.join(", ")));
        }
        if wanted.is_empty() { String::new() } else { format!(" WHERE {}", wanted.join(" AND ")) }
    }

    fn names(&self, columns: &[String]) -> String {
        columns.iter().map(|column| self.dialect.quoted(column)).collect::<Vec<_>>().join(", ")
    }

    /// All rows. A column is what it is called in the query, or an expression of it.
    pub fn select(&self, query: &str, columns: &[String]) -> String {
        let order = self.piece.as_ref().map_or(String::new(), |piece| format!(" ORDER BY {} LIMIT {}", self.names(&piece.columns), piece.rows));
        format!("SELECT {} FROM (\n{query}\n) AS mirante{}{order}", columns.join(", "), self.filter())
    }

    /// How many rows there are.
    pub fn count(&self, query: &str) -> String {
        match &self.piece {
            // Only the number matters, and it does not depend on the order.
            Some(piece) => {
                format!("SELECT count(*) FROM (SELECT 1 AS one FROM (\n{query}\n) AS mirante{} LIMIT {}) AS piece", self.filter(), piece.rows)
            }
            None => self.select(query, &["count(*)".to_owned()]),
        }
    }

    /// How many rows have no whole key, which has no place in its order.
    pub fn without_key(&self, query: &str, key: &[String]) -> String {
        let empty: Vec<String> = key.iter().map(|column| format!("{} IS NULL", self.dialect.quoted(column))).collect();
        format!("SELECT count(*) FROM (\n{query}\n) AS mirante WHERE {}", empty.join(" OR "))
    }

    /// The greatest cursor there is.
    pub fn greatest(&self, query: &str, cursor: &str) -> String {
        let greatest = format!("max({})", self.dialect.quoted(cursor));
        // Before the snapshot nothing says how times are written; JSON has one way.
        self.select(query, &[if self.dialect == Dialect::Postgres { format!("to_json({greatest}) #>> '{{}}'") } else { greatest }])
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
            assert!(single(good, Dialect::Postgres).is_ok(), "{good}");
        }
        assert_eq!(single("select 1 ; -- fim", Dialect::Postgres).unwrap(), "select 1");
        assert_eq!(single("select E'\\';' , 'it''s;'", Dialect::Postgres).unwrap(), "select E'\\';' , 'it''s;'");
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
            assert!(single(bad, Dialect::Postgres).is_err(), "{bad}");
        }
    }

    #[test]
    fn each_database_has_its_own_quotes() {
        use Dialect::{Mysql, Postgres, Sqlite};
        for (dialect, good) in [
            (Mysql, "select 'it\\';', `a;b`, \"c\\\";\" # ; fim\n from t"),
            (Sqlite, "select [a;b], `c;d`, 'e\\' from t -- ;"),
            (Postgres, "select 'a\\'"),
        ] {
            assert_eq!(single(good, dialect).as_deref(), Ok(good));
        }
        for (dialect, bad) in
            [(Mysql, "select 1; # a\n delete from t"), (Sqlite, "select 'a\\'; delete from t"), (Mysql, "select `a"), (Sqlite, "select [a")]
        {
            assert!(single(bad, dialect).is_err(), "{bad}");
        }
    }

    #[test]
    fn statements() {
        let from = |dialect: Dialect| Window {
            cut: Some(Cut {
                column: "em\"t`".into(),
                from: Some(dialect.literal(Kind::Local, Kind::Local.parse("2026-01-02 10:00:00").unwrap())),
                to: None,
            }),
            ..Window::all(dialect)
        };
        assert_eq!(
            from(Dialect::Postgres).select("select 1 -- x", &["\"id\"".into()]),
            "SELECT \"id\" FROM (\nselect 1 -- x\n) AS mirante WHERE (\"em\"\"t`\" >= '2026-01-02 10:00:00'::timestamp OR \"em\"\"t`\" IS NULL)"
        );
        assert!(from(Dialect::Mysql).count("q").ends_with("WHERE (`em\"t``` >= TIMESTAMP'2026-01-02 10:00:00' OR `em\"t``` IS NULL)"));
        assert!(from(Dialect::Sqlite).count("q").contains(">= '2026-01-01' OR"));
        assert_eq!(Window::all(Dialect::Postgres).count("q"), "SELECT count(*) FROM (\nq\n) AS mirante");
        let piece = Piece { columns: vec!["a".into(), "b".into()], after: Some(vec!["-1".into(), "x'y".into()]), rows: 10 };
        let window = Window { piece: Some(piece), ..Window::all(Dialect::Sqlite) };
        assert_eq!(
            window.select("q", &["\"a\"".into()]),
            "SELECT \"a\" FROM (\nq\n) AS mirante WHERE (\"a\", \"b\") >= (-1, 'x''y') ORDER BY \"a\", \"b\" LIMIT 10"
        );
        assert!(window.count("q").starts_with("SELECT count(*) FROM (SELECT 1 AS one FROM (\nq\n) AS mirante WHERE"));
    }
}
