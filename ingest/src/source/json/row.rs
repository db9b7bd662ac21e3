//! One row in JSON: its cells by name or pointer, numbers as they are written.

use std::{borrow::Cow, collections::HashSet, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::value::RawValue;

use crate::{meta::Reason, source::FIELD_LIMIT};

/// Deepest nesting that is read.
pub const DEPTH_LIMIT: usize = 64;
/// Members of one object at most.
pub const MEMBERS_LIMIT: usize = 2_000;

/// Where in a row a column stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path(pub Vec<String>);

impl Path {
    /// `/a/b` is a JSON Pointer (RFC 6901); anything else is the name of a member.
    pub fn of(column: &str) -> Self {
        match column.strip_prefix('/') {
            Some(pointer) => Self(pointer.split('/').map(|part| part.replace("~1", "/").replace("~0", "~")).collect()),
            None => Self(vec![column.to_owned()]),
        }
    }
}

/// Why a row is refused.
pub type Refused = (Reason, String);

/// A row whose shape is sound.
pub struct Row<'a>(Members<'a>);

impl<'a> Row<'a> {
    /// Reads a row; `depth` is that of its brackets.
    pub fn read(bytes: &'a [u8], depth: usize) -> Result<Self, Refused> {
        if depth > DEPTH_LIMIT {
            return Err((Reason::TooLarge, format!("nested {depth} deep, more than {DEPTH_LIMIT}")));
        }
        let text = std::str::from_utf8(bytes).map_err(|_| (Reason::Encoding, "the bytes are not UTF-8".to_owned()))?;
        let whole: &RawValue = serde_json::from_str(text).map_err(|error| (Reason::Type, format!("it is no JSON: {error}")))?;
        if !whole.get().starts_with('{') {
            return Err((Reason::SchemaChanged, "it is no object".to_owned()));
        }
        let members = Members::of(whole)?;
        members.check()?;
        Ok(Self(members))
    }

    /// The value of a column; none when it is not there.
    pub fn get(&self, path: &Path) -> Result<Option<&'a RawValue>, Refused> {
        let Some((first, rest)) = path.0.split_first() else { return Ok(None) };
        let mut found = self.0.get(first);
        for segment in rest {
            let Some(value) = found else { return Ok(None) };
            found = match value.get().as_bytes().first() {
                Some(b'{') => Members::of(value)?.get(segment),
                Some(b'[') => segment.parse::<usize>().ok().and_then(|place| items(value)?.get(place).copied()),
                _ => None,
            };
        }
        Ok(found)
    }

    /// The text of a column; empty when it is null or not there.
    pub fn text(&self, path: &Path, with_comma: bool) -> Result<Option<Cow<'a, str>>, Refused> {
        self.get(path)?.map_or(Ok(None), |value| text(value, with_comma))
    }

    /// Its members.
    pub fn members(&self) -> &Members<'a> {
        &self.0
    }

    /// Names and pointers of all members, for messages; those inside lists are left out.
    pub fn names(&self, into: &mut HashSet<String>) {
        self.0.add_names(into);
    }
}

/// The text of a value: strings without quotes, numbers as written, lists and objects in JSON.
pub fn text(value: &RawValue, with_comma: bool) -> Result<Option<Cow<'_, str>>, Refused> {
    let raw = value.get();
    let text: Cow<'_, str> = match raw.as_bytes().first() {
        Some(b'n') | None => return Ok(None),
        Some(b'"') => Cow::Owned(serde_json::from_str::<String>(raw).map_err(|error| (Reason::Encoding, error.to_string()))?),
        Some(b'{' | b'[' | b't' | b'f') => Cow::Borrowed(raw),
        Some(_) if with_comma => Cow::Owned(without_exponent(raw).replace('.', ",")),
        Some(_) => without_exponent(raw),
    };
    if text.len() > FIELD_LIMIT {
        return Err((Reason::TooLarge, "a field of more than 1 MiB".to_owned()));
    }
    Ok(Some(text))
}

/// `1.5e3` is `1500`, digit by digit; what is beyond all columns stays as it is.
fn without_exponent(number: &str) -> Cow<'_, str> {
    const LONGEST: i32 = 60;
    let Some((mantissa, exponent)) = number.split_once(['e', 'E']) else { return Cow::Borrowed(number) };
    let Some(exponent) = exponent.parse::<i32>().ok().filter(|exponent| exponent.abs() <= LONGEST) else { return Cow::Borrowed(number) };
    let (sign, mantissa) = mantissa.strip_prefix('-').map_or(("", mantissa), |rest| ("-", rest));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let mut digits = format!("{whole}{fraction}");
    let mut point = i32::try_from(whole.len()).unwrap_or(i32::MAX).saturating_add(exponent);
    while point < 1 {
        digits.insert(0, '0');
        point += 1;
    }
    let point = usize::try_from(point).unwrap_or(0);
    while digits.len() < point {
        digits.push('0');
    }
    let (whole, fraction) = digits.split_at(point);
    let whole = Some(whole.trim_start_matches('0')).filter(|whole| !whole.is_empty()).unwrap_or("0");
    let fraction = fraction.trim_end_matches('0');
    Cow::Owned(if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") })
}

/// The items of a list.
fn items(list: &RawValue) -> Option<Vec<&RawValue>> {
    serde_json::from_str(list.get()).ok()
}

/// The texts of a JSON list of scalars; none when it is no such list.
pub fn list(text: &str) -> Option<Vec<String>> {
    let items: Vec<&RawValue> = serde_json::from_str(text).ok()?;
    let scalar = |item: &RawValue| match item.get().as_bytes().first() {
        Some(b'{' | b'[' | b'n') => None,
        _ => self::text(item, false).ok().flatten().map(Cow::into_owned),
    };
    items.into_iter().map(scalar).collect()
}

/// The members of an object, their values unread.
pub struct Members<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'a> Members<'a> {
    /// Reads an object.
    pub fn of(value: &'a RawValue) -> Result<Self, Refused> {
        serde_json::from_str(value.get()).map_err(|error| (Reason::Type, format!("it is no JSON: {error}")))
    }

    /// The value of a member.
    pub fn get(&self, name: &str) -> Option<&'a RawValue> {
        self.0.iter().find(|(each, _)| each == name).map(|(_, value)| *value)
    }

    /// All members, in the order of the text.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &'a RawValue)> {
        self.0.iter().map(|(name, value)| (name.as_ref(), *value))
    }

    /// No name twice in one object, at any depth, and none with too many members.
    pub fn check(&self) -> Result<(), Refused> {
        if self.0.len() > MEMBERS_LIMIT {
            return Err((Reason::TooLarge, format!("an object of more than {MEMBERS_LIMIT} members")));
        }
        let mut names = HashSet::with_capacity(self.0.len());
        for (name, value) in &self.0 {
            if !names.insert(name.as_ref()) {
                return Err((Reason::SchemaChanged, format!("`{name}` stands twice in one object")));
            }
            check(value)?;
        }
        Ok(())
    }

    /// Names and pointers of all members, for messages.
    pub fn add_names(&self, into: &mut HashSet<String>) {
        self.names("", into, 0);
    }

    fn names(&self, prefix: &str, into: &mut HashSet<String>, depth: usize) {
        const DEEPEST: usize = 4;
        for (name, value) in &self.0 {
            if into.len() >= MEMBERS_LIMIT {
                return;
            }
            let pointer = format!("{prefix}/{}", name.replace('~', "~0").replace('/', "~1"));
            if depth == 0 {
                into.insert(name.clone().into_owned());
            }
            if let (true, true, Ok(inner)) = (depth < DEEPEST, value.get().starts_with('{'), Self::of(value)) {
                inner.names(&pointer, into, depth + 1);
            }
            into.insert(pointer);
        }
    }
}

fn check(value: &RawValue) -> Result<(), Refused> {
    match value.get().as_bytes().first() {
        Some(b'{') => Members::of(value)?.check(),
        Some(b'[') => items(value).into_iter().flatten().try_for_each(check),
        _ => Ok(()),
    }
}

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;

        impl<'de> Visitor<'de> for Reader {
            type Value = Members<'de>;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some((Name(name), value)) = map.next_entry()? {
                    members.push((name, value));
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(Reader)
    }
}

/// A member's name, borrowed where nothing in it is escaped.
struct Name<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;

        impl<'de> Visitor<'de> for Reader {
            type Value = Name<'de>;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("a name")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Name(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Name(Cow::Owned(text.to_owned())))
            }
        }

        deserializer.deserialize_str(Reader)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(row: &str, column: &str) -> Result<Option<String>, Reason> {
        let row = Row::read(row.as_bytes(), 3).map_err(|refused| refused.0)?;
        row.text(&Path::of(column), false).map(|text| text.map(Cow::into_owned)).map_err(|refused| refused.0)
    }

    #[test]
    fn numbers_are_as_they_are_written() {
        let number = |text: &str| cell(&format!("{{\"n\":{text}}}"), "n").unwrap().unwrap();
        for exact in ["0.10", "12345678901234567890123456789.25", "-7", "0", "1e999"] {
            assert_eq!(number(exact), exact);
        }
        assert_eq!([number("1.5e3"), number("1E7"), number("12.50e-1"), number("-1e-3"), number("0e5")], ["1500", "10000000", "1.25", "-0.001", "0"]);
        let row = Row::read(br#"{"n":1234.5,"t":"1.234,5"}"#, 1).unwrap();
        assert_eq!(row.text(&Path::of("n"), true).unwrap().unwrap(), "1234,5");
        assert_eq!(row.text(&Path::of("t"), true).unwrap().unwrap(), "1.234,5");
    }

    #[test]
    fn pointers_find_what_is_nested() {
        let row = r#"{"a":{"b~/c":[1,{"d":"x"}],"":2},"e":null,"f":true,"/g":"h"}"#;
        let found = |column: &str| cell(row, column).unwrap();
        assert_eq!(found("/a/b~0~1c/1/d").as_deref(), Some("x"));
        assert_eq!(found("/a/").as_deref(), Some("2"));
        assert_eq!(found("/f").as_deref(), Some("true"));
        assert_eq!(found("/~1g").as_deref(), Some("h"));
        assert_eq!(found("/a").as_deref(), Some(r#"{"b~/c":[1,{"d":"x"}],"":2}"#));
        for nothing in ["/e", "/x", "/f/x", "/a/b~0~1c/9", "/a/b~0~1c/x", "x"] {
            assert_eq!(found(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn what_cannot_be_trusted_is_refused() {
        assert_eq!(cell(r#"{"a":1,"a":2}"#, "a"), Err(Reason::SchemaChanged));
        assert_eq!(cell(r#"{"a":[{"b":1,"\u0062":2}]}"#, "a"), Err(Reason::SchemaChanged));
        assert_eq!(cell("[1]", "a"), Err(Reason::SchemaChanged));
        assert_eq!(cell(r#"{"a":1,}"#, "a"), Err(Reason::Type));
        assert_eq!(cell(r#"{"a":NaN}"#, "a"), Err(Reason::Type));
        assert_eq!(cell(r#"{"a":"\ud800"}"#, "a"), Err(Reason::Encoding));
        assert!(matches!(Row::read(b"{\"a\":\"\xff\"}", 1), Err((Reason::Encoding, _))));
        assert!(matches!(Row::read(b"{}", 65), Err((Reason::TooLarge, _))));
        let wide: Vec<String> = (0..2_001).map(|number| format!("\"c{number}\":1")).collect();
        assert_eq!(cell(&format!("{{{}}}", wide.join(",")), "c1"), Err(Reason::TooLarge));
        let long = format!("{{\"a\":\"{}\"}}", "x".repeat(FIELD_LIMIT + 1));
        assert_eq!(cell(&long, "a"), Err(Reason::TooLarge));
        assert_eq!(cell(&long, "b"), Ok(None));
    }

    #[test]
    fn lists_of_scalars() {
        assert_eq!(list(r#"["b|c", 1.50, true]"#).unwrap(), ["b|c", "1.50", "true"]);
        assert_eq!(list("[]").unwrap(), Vec::<String>::new());
        for none in ["[null]", "[[1]]", "[{}]", "[a]", "a|b"] {
            assert_eq!(list(none), None, "{none}");
        }
    }
}
