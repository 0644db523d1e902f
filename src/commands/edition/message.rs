//! A mail as a message of RFC 5322 with two parts, text and HTML, of which a mail program shows one (RFC 2046, 5.1.4).
//!
//! Alone in naming the library for messages, which encodes headers and bodies and lets no text end its header. The same
//! edition makes the same bytes. Who gets it and how they leave (`To`, `List-Unsubscribe`) is the sender's to say.

use jiff::Timestamp;
use mail_builder::MessageBuilder;
use mail_builder::headers::address::Address;
use mail_builder::headers::content_type::ContentType;
use mail_builder::mime::MimePart;

/// What stands in the headers.
pub(super) struct Head<'a> {
    pub subject: &'a str,
    /// The address that the mail is from, if the settings have one, and what stands before it.
    pub from: Option<&'a str>,
    pub name: &'a str,
    pub at: Timestamp,
    /// The host of the site, and the address of the edition there.
    pub host: &'a str,
    pub address: &'a str,
}

/// The whole message.
pub(super) fn message(head: &Head<'_>, text: &str, html: &str) -> String {
    let id = id(head);
    let mut message = MessageBuilder::new();
    if let Some(from) = head.from {
        message = message.from(Address::new_address(Some(head.name.to_owned()), from.to_owned()));
    }
    let parts = vec![MimePart::new("text/plain", text.to_owned()), MimePart::new("text/html", html.to_owned())];
    // The library would take one by chance.
    let alternatives = ContentType::new("multipart/alternative").attribute("boundary", boundary(head));
    let message = message
        .subject(head.subject.to_owned())
        .date(head.at.as_second())
        .message_id(id)
        .body(MimePart::new(alternatives, parts));
    message.write_to_string().expect("headers and bodies are encoded as ASCII")
}

/// An id that no other edition has, and this one keeps, so that a mail program knows it again.
fn id(head: &Head<'_>) -> String {
    let is_atom = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let name: Vec<String> =
        head.address.split('/').map(|part| part.chars().filter(|c| is_atom(*c)).collect()).collect();
    let name: Vec<String> = name.into_iter().filter(|part: &String| !part.is_empty()).collect();
    let is_host = |c: char| is_atom(c) || c == '.';
    let host: String = head.host.chars().filter(|c| is_host(*c)).collect();
    format!("{}.{}@{host}", name.join("."), &digest(head)[..12])
}

fn boundary(head: &Head<'_>) -> String {
    format!("_part_{}", &digest(head)[..32])
}

fn digest(head: &Head<'_>) -> String {
    blake3::hash(format!("{}\n{}", head.host, head.address).as_bytes()).to_hex().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head<'a>(subject: &'a str, name: &'a str) -> Head<'a> {
        Head {
            subject,
            from: Some("news@x.example"),
            name,
            at: Timestamp::from_second(1_795_500_000).unwrap(),
            host: "x.example",
            address: "/sub/editions/2026-w47/",
        }
    }

    #[test]
    fn no_text_ends_its_header() {
        for hostile in
            ["a\r\nBcc: all@x.example", "a\nBcc: b", "a\r\n\r\n<script>", "é\r\nBcc: b", "東京\u{2028}\nBcc: b"]
        {
            let message = message(&head(hostile, hostile), "text\r\n.\r\nBcc: c\n", "<p>html</p>\n");
            let headers = message.split("\r\n\r\n").next().unwrap();
            let names: Vec<&str> = headers
                .split("\r\n")
                .filter(|line| !line.starts_with([' ', '\t']))
                .map(|line| line.split(':').next().unwrap())
                .collect();
            assert_eq!(names, ["From", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"], "{message}");
            assert!(message.is_ascii() && !headers.contains("\n\n"), "{message}");
            assert!(message.lines().all(|line| line.len() <= 998));
        }
    }

    #[test]
    fn the_same_edition_makes_the_same_bytes() {
        let one = message(&head("Week 47", "x"), "text", "<p>é</p>");
        assert_eq!(one, message(&head("Week 47", "x"), "text", "<p>é</p>"));
        assert!(one.contains("Message-ID: <sub.editions.2026-w47."), "{one}");
    }
}
