//! Errors of the system in words, as a user of the program would say them.

use std::io;

/// The error without its number, in our words where we have some.
pub(crate) fn in_words(error: &io::Error) -> String {
    let words = match error.kind() {
        io::ErrorKind::PermissionDenied => "permission denied",
        io::ErrorKind::NotFound => "it is not there, or a link to it leads nowhere",
        io::ErrorKind::AlreadyExists => "another program made it in the meantime",
        io::ErrorKind::StorageFull => "the disk is full",
        io::ErrorKind::QuotaExceeded => "your share of the disk is used up",
        io::ErrorKind::ReadOnlyFilesystem => "the disk is read-only",
        io::ErrorKind::NotADirectory => "a part of the path is a file, not a folder",
        io::ErrorKind::IsADirectory => "it is a folder",
        io::ErrorKind::FileTooLarge => "the disk has no room for a file of this size",
        io::ErrorKind::InvalidFilename => "the name is too long",
        _ => return without_number(error),
    };
    words.to_owned()
}

fn without_number(error: &io::Error) -> String {
    let text = error.to_string();
    let words = text.split(" (os error").next().unwrap_or_default();
    words.chars().next().map_or_else(String::new, |first| first.to_lowercase().to_string() + &words[first.len_utf8()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_error_shows_its_number() {
        // The numbers are those of Unix.
        #[cfg(unix)]
        {
            let words = |errno| in_words(&io::Error::from_raw_os_error(errno));
            assert_eq!([words(libc::ENOSPC), words(libc::EIO)], ["the disk is full", "input/output error"]);
        }
        assert_eq!(in_words(&io::Error::other("It changes")), "it changes");
    }
}
