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
    fn fields(&self) -> Vec<(&'static str, String)>;
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
        }

        impl $crate::explain::Explain for $name {
            fn code(&self) -> &'static str {
                match self { $( $name::$variant { .. } => $code, )* }
            }
            fn exit(&self) -> $crate::explain::Exit {
                match self { $( $name::$variant { .. } => $crate::explain::Exit::$exit, )* }
            }
            fn fields(&self) -> Vec<(&'static str, String)> {
                match self {
                    $( $name::$variant { $( $field, )* .. } => vec![ $( (stringify!($field), $field.to_string()) ),* ], )*
                }
            }
        }
    };
}
