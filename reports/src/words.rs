//! All words, in pt-BR and English: Fluent texts embedded at build, looked up by key.

use std::{fmt, str::FromStr};

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use unic_langid::LanguageIdentifier;

/// A language of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// Brazilian Portuguese, which comes first.
    #[default]
    PtBr,
    /// English.
    En,
}

/// Both languages.
pub const LANGUAGES: [Language; 2] = [Language::PtBr, Language::En];

impl Language {
    /// Its tag: `pt-BR` or `en`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::PtBr => "pt-BR",
            Self::En => "en",
        }
    }

    /// The texts of this language.
    pub fn texts(self) -> [&'static str; 2] {
        match self {
            Self::PtBr => [include_str!("../words/pt-BR.ftl"), include_str!("../words/errors.pt-BR.ftl")],
            Self::En => [include_str!("../words/en.ftl"), include_str!("../words/errors.en.ftl")],
        }
    }

    /// The details of messages, whose English stands in the code where they are made.
    pub fn details(self) -> &'static str {
        match self {
            Self::PtBr => include_str!("../words/details.pt-BR.ftl"),
            Self::En => "",
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.tag())
    }
}

impl FromStr for Language {
    type Err = String;

    fn from_str(tag: &str) -> Result<Self, String> {
        match tag.to_lowercase().split(['.', '@']).next() {
            Some("pt" | "pt-br" | "pt_br") => Ok(Self::PtBr),
            Some("en" | "en-us" | "en-gb" | "en_us" | "en_gb") => Ok(Self::En),
            _ => Err(format!("`{tag}`: pt-BR, en")),
        }
    }
}

/// A named value of a message.
pub type Value<'a> = (&'a str, String);

/// The words of one language.
pub struct Words {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

impl Words {
    /// Reads the embedded texts.
    pub fn of(language: Language) -> Self {
        let tag: LanguageIdentifier = language.tag().parse().expect("the tags of this file are well formed");
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        bundle.set_use_isolating(false);
        for text in language.texts().into_iter().chain([language.details()]) {
            let resource = FluentResource::try_new(text.to_owned()).unwrap_or_else(|(whole, _)| whole);
            bundle.add_resource_overriding(resource);
        }
        Self { language, bundle }
    }

    /// The embedded texts and further ones, whose messages stand in place of those of the same key.
    pub fn with(language: Language, more: &str) -> Self {
        let mut words = Self::of(language);
        words.bundle.add_resource_overriding(FluentResource::try_new(more.to_owned()).unwrap_or_else(|(whole, _)| whole));
        words
    }

    /// The language.
    pub fn language(&self) -> Language {
        self.language
    }

    /// Is there a message of this key?
    pub fn has(&self, key: &str) -> bool {
        self.bundle.has_message(key)
    }

    /// A message without values.
    pub fn say(&self, key: &str) -> String {
        self.say_with(key, &[])
    }

    /// A message with values. A missing key gives the key itself, which a law test never lets happen.
    pub fn say_with(&self, key: &str, values: &[Value<'_>]) -> String {
        let Some(pattern) = self.bundle.get_message(key).and_then(|message| message.value()) else { return key.to_owned() };
        let mut args = FluentArgs::new();
        for (name, value) in values {
            args.set(*name, FluentValue::from(value.clone()));
        }
        self.bundle.format_pattern(pattern, Some(&args), &mut Vec::new()).into_owned()
    }

    /// A message about a number, which chooses one, many or none by the language's rules.
    pub fn count(&self, key: &str, number: u64) -> String {
        let Some(pattern) = self.bundle.get_message(key).and_then(|message| message.value()) else { return key.to_owned() };
        let mut args = FluentArgs::new();
        args.set("n", FluentValue::from(number));
        args.set("number", FluentValue::from(crate::format::whole(number, self.language)));
        self.bundle.format_pattern(pattern, Some(&args), &mut Vec::new()).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_well_formed_and_no_key_stands_twice() {
        for language in LANGUAGES {
            let mut seen = std::collections::BTreeSet::new();
            for text in language.texts().into_iter().chain([language.details()]) {
                if let Err((_, errors)) = FluentResource::try_new(text.to_owned()) {
                    panic!("{language}: {errors:?}");
                }
                let keys = text.lines().filter(|line| line.starts_with(|first: char| first.is_ascii_lowercase()));
                for key in keys.filter_map(|line| line.split_once(" =")).map(|(key, _)| key) {
                    assert!(seen.insert(key.to_owned()), "{language}: `{key}` stands twice");
                }
            }
        }
    }

    #[test]
    fn counts_choose_their_form() {
        let words = Words::of(Language::PtBr);
        assert_eq!(words.count("rows", 0), "nenhuma linha");
        assert_eq!(words.count("rows", 1), "1 linha");
        assert_eq!(words.count("rows", 12_345), "12.345 linhas");
        assert_eq!(Words::of(Language::En).count("rows", 12_345), "12,345 rows");
    }

    #[test]
    fn the_texts_are_well_formed() {
        for language in LANGUAGES {
            for text in language.texts().into_iter().chain([language.details()]) {
                if let Err((_, errors)) = FluentResource::try_new(text.to_owned()) {
                    panic!("{language}: {errors:?}");
                }
            }
        }
    }
}
