//! What every error can say: a stable code, the thing it is about, and the exit code it means.

use std::fmt;

/// How the program ends. The numbers are part of the command line's promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// 0: all is well.
    Ok,
    /// 1: a check failed, something was found to be wrong, or a load broke its budget.
    Found,
    /// 2: usage or configuration.
    Usage,
    /// 3: an outside system is unavailable.
    Unavailable,
    /// 4: the lock is held, or another writer won.
    Busy,
    /// 70: an error of the program itself, or of the machine under it.
    Internal,
}

impl Exit {
    /// The process' exit code.
    pub fn code(self) -> u8 {
        match self {
            Exit::Ok => 0,
            Exit::Found => 1,
            Exit::Usage => 2,
            Exit::Unavailable => 3,
            Exit::Busy => 4,
            Exit::Internal => 70,
        }
    }
}

/// An error that a person can act on.
///
/// `Display` gives the English fragment; the interface looks `code` up among its words and fills in `fields`,
/// so that each error also speaks pt-BR and says what to do.
pub trait Explain: std::error::Error {
    /// Stable code such as `M0104`, documented in `reports/words`.
    fn code(&self) -> &'static str;
    /// How the program ends because of it.
    fn exit(&self) -> Exit;
    /// The named values of the message.
    fn fields(&self) -> Vec<(&'static str, Said)>;
}

/// A part of a message that the interface can say in its own language.
///
/// `Display` is English. The key finds the words of another language, and the values are filled in there;
/// a detail without a key is a text from outside, such as an operating system's, and is passed on as it is.
///
/// It is one pointer wide, so that errors stay small.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Detail(Box<Parts>);

/// What a detail is made of.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Parts {
    /// Key of the words, beginning with `d-`.
    pub key: Option<&'static str>,
    /// What stands in it.
    pub values: Vec<(&'static str, String)>,
    /// What was probably meant.
    pub near: Option<String>,
    /// The thing it is about, where a message lists details of several things.
    pub at: Option<String>,
    /// The English text alone, without its thing and without a proposal.
    pub english: String,
}

impl Detail {
    /// A detail with words; see the macro [`crate::detail`].
    pub fn new(key: &'static str, english: String, values: Vec<(&'static str, String)>) -> Self {
        Self(Box::new(Parts { key: Some(key), values, english, ..Parts::default() }))
    }

    /// With the name that was probably meant, if there is one.
    #[must_use]
    pub fn near(mut self, near: Option<&str>) -> Self {
        self.0.near = near.map(str::to_owned);
        self
    }

    /// With the thing it is about.
    #[must_use]
    pub fn at(mut self, thing: &str) -> Self {
        self.0.at = Some(thing.to_owned());
        self
    }

    /// What it is made of.
    pub fn parts(&self) -> &Parts {
        &self.0
    }
}

impl fmt::Display for Detail {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(at) = &self.0.at {
            write!(out, "{at}: ")?;
        }
        out.write_str(&self.0.english)?;
        self.0.near.as_ref().map_or(Ok(()), |near| write!(out, "; did you mean `{near}`?"))
    }
}

impl<T: Into<String>> From<T> for Detail {
    fn from(text: T) -> Self {
        Self(Box::new(Parts { english: text.into(), ..Parts::default() }))
    }
}

/// Several details, each on its own line when there are several.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Details(pub Vec<Detail>);

impl fmt::Display for Details {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&list(&self.0))
    }
}

/// `detail!("d-empty-file", "`{file}` is empty", file = name)`: a [`Detail`](crate::explain::Detail) whose English text names its values.
#[macro_export]
macro_rules! detail {
    ($key:literal, $english:literal $(, $name:ident = $value:expr)* $(,)?) => {{
        $( let $name = ($value).to_string(); )*
        let english = format!($english);
        $crate::explain::Detail::new($key, english, vec![ $( (stringify!($name), $name) ),* ])
    }};
}

/// A value of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// The same in every language.
    Plain(String),
    /// Details that the interface says in its language.
    Words(Vec<Detail>),
}

/// How a field of an error is said.
pub trait Speak {
    /// The field's value.
    fn said(&self) -> Said;
}

macro_rules! plain {
    ($($kind:ty),*) => { $(impl Speak for $kind { fn said(&self) -> Said { Said::Plain(self.to_string()) } })* };
}

plain!(String, &'static str, u32, u64, usize);

impl Speak for Detail {
    fn said(&self) -> Said {
        Said::Words(vec![self.clone()])
    }
}

impl Speak for Details {
    fn said(&self) -> Said {
        Said::Words(self.0.clone())
    }
}

/// The items, each on its own line when there are several.
pub fn list<T: fmt::Display>(items: &[T]) -> String {
    match items {
        [only] => only.to_string(),
        several => several.iter().map(|item| format!("\n  - {item}")).collect(),
    }
}

/// Declares a room's error enum once: variant, code, exit and English message; the fields are the variant's own.
///
/// Each field must be `Display`; a field named `source` is the cause and is not part of the message's values.
#[macro_export]
macro_rules! errors {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $(
                $(#[$doc:meta])*
                [$code:literal $exit:ident $message:literal]
                $variant:ident { $( $field:ident : $type:ty ),* $(,)? } $( from $source:ty )?,
            )*
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, thiserror::Error)]
        pub enum $name {
            $(
                $(#[$doc])*
                #[error($message)]
                $variant {
                    $( #[doc = concat!("`", stringify!($field), "` in the message.")] $field: $type, )*
                    $( /// The cause.
                       #[source] source: $source, )?
                },
            )*
        }

        impl $name {
            /// Every code of this room, with its variant's name.
            pub const CODES: &'static [(&'static str, &'static str)] = &[ $( ($code, stringify!($variant)) ),* ];
            /// How the program ends because of each.
            pub const EXITS: &'static [(&'static str, $crate::explain::Exit)] = &[ $( ($code, $crate::explain::Exit::$exit) ),* ];
        }

        impl $crate::explain::Explain for $name {
            fn code(&self) -> &'static str {
                match self { $( $name::$variant { .. } => $code, )* }
            }
            fn exit(&self) -> $crate::explain::Exit {
                match self { $( $name::$variant { .. } => $crate::explain::Exit::$exit, )* }
            }
            fn fields(&self) -> Vec<(&'static str, $crate::explain::Said)> {
                match self {
                    $( $name::$variant { $( $field, )* .. } => vec![ $( (stringify!($field), $crate::explain::Speak::said($field)) ),* ], )*
                }
            }
        }
    };
}
