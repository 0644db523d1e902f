//! Enums that front matter writes as words: the word of each member stands once, next to it.
//!
//! Only the words. Which field takes which of them is in `fields`.

/// An enum whose members have words.
pub(crate) trait Choice: Sized {
    fn from_word(word: &str) -> Option<Self>;
}

/// Makes an enum of members and their words, in the order in which messages list them.
macro_rules! choice {
    ($(#[$about:meta])* $visibility:vis $name:ident { $($(#[$doc:meta])* $member:ident = $word:literal,)+ }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $visibility enum $name { $($(#[$doc])* $member,)+ }

        impl $name {
            $visibility const WORDS: &'static [&'static str] = &[$($word),+];

            #[allow(dead_code, reason = "not every choice is written")]
            $visibility fn word(self) -> &'static str {
                match self { $($name::$member => $word),+ }
            }

            $visibility fn from_word(word: &str) -> Option<$name> {
                match word { $($word => Some($name::$member),)+ _ => None }
            }
        }

        impl $crate::model::choice::Choice for $name {
            fn from_word(word: &str) -> Option<$name> {
                $name::from_word(word)
            }
        }
    };
}
pub(crate) use choice;
