//! Plain text for letters: lines that a reader's program need not break, and no more empty lines than one at a time.

/// How many letters a line has at most, where its words allow it.
const LINE: usize = 72;

/// Text with its lines broken between words. What follows `- `, `3. ` or `> ` stands under the words after that.
pub(super) fn wrapped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    for line in joined(text).lines() {
        wrap(line, &mut out);
    }
    out
}

/// Text without spaces at the ends of its lines, without two empty lines in a row, and without any at its ends.
pub(super) fn joined(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut is_after_empty = true;
    for line in text.lines().map(str::trim_end) {
        let is_empty = line.is_empty();
        if !is_empty || !is_after_empty {
            out.push_str(line);
            out.push('\n');
        }
        is_after_empty = is_empty;
    }
    while out.ends_with("\n\n") {
        out.pop();
    }
    out
}

fn wrap(line: &str, out: &mut String) {
    let indent = indent(line);
    let quoted = line.starts_with("> ");
    let mut letters = 0;
    for (n, word) in line.split(' ').enumerate() {
        let length = word.chars().count();
        if n > 0 && letters + 1 + length > LINE && letters > indent {
            out.push('\n');
            out.push_str(if quoted { "> " } else { "" });
            out.extend(std::iter::repeat_n(' ', indent - if quoted { 2 } else { 0 }));
            letters = indent;
        } else if n > 0 {
            out.push(' ');
            letters += 1;
        }
        out.push_str(word);
        letters += length;
    }
    out.push('\n');
}

/// How far the lines are indented that follow from a line.
fn indent(line: &str) -> usize {
    let spaces = line.len() - line.trim_start_matches(' ').len();
    let rest = &line[spaces..];
    let mark = rest.split(' ').next().unwrap_or("");
    let is_number = mark.strip_suffix('.').is_some_and(|number| number.len() < 4 && is_digits(number));
    let is_note = mark.strip_prefix('[').and_then(|mark| mark.strip_suffix(']')).is_some_and(is_digits);
    match mark {
        "-" | ">" => spaces + 2,
        _ if is_number || is_note => spaces + mark.len() + 1,
        _ => spaces,
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words_and_stand_under_the_first() {
        let word = "word ".repeat(20);
        let text = format!("{word}\n\n\n\n- {word}\n12. {word}\n> {word}\n<https://x.example/{}>\n\n", "a".repeat(90));
        let wrapped = wrapped(&text);
        let lines: Vec<&str> = wrapped.lines().collect();
        assert!(lines.iter().all(|line| line.len() <= 72 || line.starts_with('<')), "{wrapped}");
        let beginnings: Vec<&str> = lines.iter().map(|line| line.get(..5).unwrap_or(line)).collect();
        assert_eq!(
            beginnings,
            ["word ", "word ", "", "- wor", "  wor", "12. w", "    w", "> wor", "> wor", "<http"],
            "{wrapped}"
        );
        assert!(wrapped.ends_with(">\n"));
    }

    #[test]
    fn a_word_that_is_too_long_stays_whole() {
        let long = "a".repeat(200);
        assert_eq!(wrapped(&format!("- {long} b")), format!("- {long}\n  b\n"));
    }
}
