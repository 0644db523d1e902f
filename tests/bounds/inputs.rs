//! Sites with very much of one thing, by how much: what a mistake, a program or an attacker may make.

type Files = Vec<(String, String)>;

/// A site that has more of something the larger its size is.
#[allow(dead_code, reason = "the work is counted for sizes of its own")]
pub struct Input {
    pub name: &'static str,
    /// A size at which work beyond n log n would not end in time.
    pub size: usize,
    pub files: fn(usize) -> Files,
}

const fn input(name: &'static str, size: usize, files: fn(usize) -> Files) -> Input {
    Input { name, size, files }
}

/// An article with more front matter, and a body.
fn article(front: &str, body: &str) -> Files {
    let text = format!("---\ntitle: T\ndate: 2026-11-20\n{front}---\n{body}\n");
    vec![("content/articles/a.md".into(), text)]
}

fn template(text: String) -> Files {
    vec![("templates/article.html".into(), text)]
}

fn model(slug: &str, front: &str) -> (String, String) {
    (format!("content/models/{slug}.md"), format!("---\n{front}---\nA model.\n"))
}

fn site(more: &str) -> Files {
    vec![("content/site.yaml".into(), format!("title: x\nsearch: false\ncards: false\ndata: false\n{more}"))]
}

/// One text for each number.
fn each(count: usize, text: impl Fn(usize) -> String) -> String {
    (0..count).map(text).collect()
}

/// A list in square brackets.
fn list(count: usize, text: impl Fn(usize) -> String) -> String {
    format!("[{}]\n", (0..count).map(text).collect::<Vec<_>>().join(", "))
}

const SOURCE: &str = "---\ntitle: S\ntext: s.txt\n---\n";

/// In front matter and settings.
pub const FIELDS: &[Input] = &[
    input("keys in extra", 100_000, |n| article(&format!("extra:\n{}", each(n, |i| format!("  k{i}: {i}\n"))), "")),
    input("unknown fields", 100_000, |n| article(&each(n, |i| format!("k{i}: {i}\n")), "")),
    input("fields that are set twice", 50_000, |n| article(&each(n, |i| format!("k{}: {i}\n", i / 2)), "")),
    input("broken fields", 50_000, |n| article(&each(n, |i| format!("k{i}: [\n")), "")),
    input("fields without a colon", 50_000, |n| article(&each(n, |i| format!("k{i} x\n")), "")),
    input("tags of an article", 10_000, |n| article(&format!("model: {}", list(n, |i| format!("tag{i}q"))), "")),
    input("tags without files over articles", 10_000, |n| {
        let of = |a: usize| format!("model: {}", list(100, |i| format!("tag{}q", a * 100 + i)));
        (0..n / 100).map(|a| (format!("content/articles/a{a}.md"), article(&of(a), "").remove(0).1)).collect()
    }),
    input("entities of one name", 3000, |n| {
        let mut files: Files = (0..n).map(|i| model(&format!("m{i}"), "name: Same\n")).collect();
        files.extend(article("", "The Same thing, [[Same]]."));
        files
    }),
    input("letters of an alias", 40_000, |n| vec![model("m", &format!("name: M\naliases: [{}]\n", "a".repeat(n)))]),
    input("letters of a name", 50_000, |n| vec![model("m", &format!("name: {}\n", "a".repeat(n)))]),
    input("words of a name", 50_000, |n| vec![model("m", &format!("name: {}c\n", "ab ".repeat(n / 3)))]),
    input("aliases that two entities have", 50_000, |n| {
        let aliases = list(n, |i| format!("alias{i}"));
        ["one", "two"].map(|name| model(name, &format!("name: {name}\naliases: {aliases}"))).into()
    }),
    input("weak names", 50_000, |n| {
        let names = list(n, |i| format!("alias{i}"));
        vec![model("m", &format!("name: M\naliases: {names}weak: {names}"))]
    }),
    input("statements", 50_000, |n| {
        article(&format!("access:\n{}", each(n, |_| "  - {model: m, for: everyone, status: open, by: x}\n".into())), "")
    }),
    input("events, each after the one before", 20_000, |n| {
        let event = |i: usize| match i {
            0 => "  - {id: e0, what: W, when: 2026-01-01}\n".to_owned(),
            _ => format!("  - {{id: e{i}, what: W, when: {{after: e{}}}}}\n", i - 1),
        };
        article(&format!("events:\n{}", each(n, event)), "")
    }),
    input("positions of a dispute", 20_000, |n| {
        let positions = each(n, |i| format!("  - {{answer: A{i}, by: x}}\n"));
        vec![("content/disputes/d.md".into(), format!("---\nquestion: Q?\npositions:\n{positions}---\n"))]
    }),
    input("old addresses", 50_000, |n| article(&format!("redirects: {}", list(n, |i| format!("/old{i}/"))), "")),
    input("entries of the menu", 50_000, |n| {
        site(&format!("menu:\n{}", each(n, |i| format!("  - {{title: M, url: /dead{i}/}}\n"))))
    }),
    input("kinds", 10_000, |n| {
        site(&format!("kinds:\n{}", each(n, |i| format!("  - {{key: k{i}, folder: f{i}, title: T, plural: P}}\n"))))
    }),
    input("lists in lists", 20_000, |n| article(&format!("extra: {{a: {}{}}}\n", "[".repeat(n), "]".repeat(n)), "")),
    input("bytes of a value", 1_000_000, |n| article(&format!("summary: {}\n", "word ".repeat(n / 5)), "")),
    input("times in a list of EDTF", 100_000, |n| article(&format!("as_of: \"[{}2026]\"\n", "2026,".repeat(n)), "")),
    input("parts of a tag", 100_000, |n| article(&format!("model: \"{}\"\n", "m, ".repeat(n)), "")),
];

/// In bodies.
pub const BODIES: &[Input] = &[
    input("links", 100_000, |n| [article("", &"[[m]] ".repeat(n)), vec![model("m", "name: Em\n")]].concat()),
    input("links that lead nowhere", 50_000, |n| article("", &each(n, |i| format!("[[dead{i}q]]\n")))),
    input("links to paths that lead nowhere", 50_000, |n| article("", &each(n, |i| format!("[x](/dead{i}/)\n")))),
    input("mentions in a paragraph", 100_000, |n| {
        [article("", &"Emem ".repeat(n)), vec![model("m", "name: Emem\n")]].concat()
    }),
    input("places in one reference", 20_000, |n| {
        let body = format!("[[s {}]]", (1..=n).map(|i| format!("¶{i}")).collect::<Vec<_>>().join(", "));
        [article("sources: [s]\n", &body), vec![("content/sources/s.md".into(), "---\ntitle: S\n---\n".into())]]
            .concat()
    }),
    input("references in a paragraph", 50_000, |n| {
        let body = each(n, |i| format!("([[s ¶{}]])\n", i + 1));
        [article("sources: [s]\n", &body), vec![("content/sources/s.md".into(), "---\ntitle: S\n---\n".into())]]
            .concat()
    }),
    input("words between double brackets", 50_000, |n| article("", &format!("[[{}]]", "a ".repeat(n)))),
    input("links of HTML that are not closed", 10_000, |n| article("", &"<a href=\"/\">x\n".repeat(n))),
    input("elements of HTML that are not closed", 50_000, |n| article("", &"<div>\n".repeat(n))),
    input("elements of HTML within a line", 50_000, |n| article("", &format!("a {}", "<b>\n".repeat(n)))),
    input("attributes of one element", 100_000, |n| {
        article("", &format!("<p {}>x</p>", each(n, |i| format!("a{i}=\"x\"\n"))))
    }),
    input("notes", 100_000, |n| {
        article("", &format!("{}\n\n{}", each(n, |i| format!("x[^{i}]\n")), each(n, |i| format!("[^{i}]: a note\n\n"))))
    }),
    input("notes of one name", 100_000, |n| article("", &format!("x[^1]\n\n{}", "[^1]: a note\n\n".repeat(n)))),
    input("headings that are linked", 50_000, |n| article("", &each(n, |i| format!("## H{i}\n\n[[#h{i}]]\n\n")))),
    input("marks that are not ended", 100_000, |n| article("", &"==a *==b* ".repeat(n))),
    input("marks", 100_000, |n| article("", &"==a== ".repeat(n))),
    input("comments that are not ended", 100_000, |n| article("", &"%%a\n\n".repeat(n))),
    input("comments", 100_000, |n| article("", &"%%a%% ".repeat(n))),
    input("callouts", 50_000, |n| article("", &"> [!tip]- A\n> b\n\n".repeat(n))),
    input("embedded files", 50_000, |n| {
        let files = (0..n.min(1000)).map(|i| (format!("content/media/{i}.svg"), "x".to_owned()));
        let files: Vec<(String, String)> = files.collect();
        [article("", &each(n, |i| format!("![[{i}.svg]]\n"))), files].concat()
    }),
    input("quotations in quotations", 20_000, |n| article("", &format!("{}x", ">".repeat(n)))),
    input("lists in lists of a text", 20_000, |n| article("", &format!("{}x", "- ".repeat(n)))),
    input("brackets in a line", 100_000, |n| article("", &"[[".repeat(n))),
    input("brackets", 50_000, |n| article("", &"[[\n".repeat(n))),
    input("emphasis that is not closed", 50_000, |n| article("", &"*a **b \n".repeat(n))),
    input("columns of a table", 50_000, |n| {
        article("", &format!("{}|\n{}|\n{}|\n", "|a".repeat(n), "|-".repeat(n), "|b".repeat(n)))
    }),
    input("definitions of links", 50_000, |n| {
        article("", &format!("{}\n\n{}", each(n, |i| format!("[r{i}]: /x{i}/\n")), each(n, |i| format!("[r{i}]\n"))))
    }),
    input("quotations", 50_000, |n| article("", &each(n, |i| format!("\"quote {i} of some words\"\n")))),
    input("false quotations of a long source", 3000, |n| {
        let body = each(n, |i| format!("It says \"quite another thing {i} here\" ([[s]]).\n\n"));
        let text = "word other ".repeat(100 * n);
        let source = vec![("content/sources/s.md".into(), SOURCE.into()), ("content/sources/s.txt".into(), text)];
        [article("sources: [s]\n", &body), source].concat()
    }),
    input("bytes of a line", 100_000_000, |n| article("", &"word ".repeat(n / 5))),
];

/// In templates. The work that many of them ask for doubles with each.
#[allow(dead_code, reason = "its work is not counted")]
pub const TEMPLATES: &[Input] = &[
    input("loops in loops", 1000, |n| {
        let range = |name: &str| format!("{{% for {name} in range(end={n}) %}}");
        template(format!("{}{}{}{}", range("a"), range("b"), range("c"), "{% endfor %}".repeat(3)))
    }),
    input("loops over lists that are made", 1000, |n| {
        let made = format!("[x for x in range(end={n})]");
        template(format!(
            "{{% for a in {made} %}}{{% for b in {made} %}}{{% for c in {made} %}}x{}",
            "{% endfor %}".repeat(3)
        ))
    }),
    input("lists made in loops", 100_000, |n| {
        template(format!("{{% for a in range(end={n}) %}}{{{{ [b for b in range(end={n})] | length }}}}{{% endfor %}}"))
    }),
    input("a text that is doubled", 60, |n| {
        template(format!("{{% set a = \"xx\" %}}{}{{{{ a }}}}", "{% set a = a ~ a %}".repeat(n)))
    }),
    input("a text that is doubled in a loop", 60, |n| {
        template(format!(
            "{{% set_global a = \"xx\" %}}{{% for b in range(end={n}) %}}{{% set_global a = a ~ a %}}{{% endfor %}}"
        ))
    }),
    input("a text that is doubled in a block", 60, |n| {
        template(format!("{{% set a = \"xx\" %}}{}", "{% set a %}{{ a }}{{ a }}{% endset %}".repeat(n)))
    }),
    input("a text that is joined to itself in a block", 60, |n| {
        template(format!("{{% set a = \"xx\" %}}{}", "{% set a %}{{ a ~ a }}{% endset %}".repeat(n)))
    }),
    input("a text that a component doubles in a block", 60, |n| {
        let component = "{% component q(a) %}{{ a }}{{ a }}{% endcomponent q %}";
        template(format!("{component}{{% set a = \"xx\" %}}{}", "{% set a %}{{<q a={a}/>}}{% endset %}".repeat(n)))
    }),
    input("a text that is replaced by longer ones", 20, |n| {
        template(format!(
            "{{% set a = \"xxxx\" %}}{}",
            "{% set a = a | replace(from=\"x\", to=\"xxxxxxxxxx\") %}".repeat(n)
        ))
    }),
    input("a list of lists of lists", 60, |n| {
        template(format!("{{% set a = [1] %}}{}{{{{ a }}}}", "{% set a = [a, a] %}".repeat(n)))
    }),
    input("a map of maps of maps", 60, |n| {
        template(format!("{{% set a = {{\"k\": 1}} %}}{}{{{{ a }}}}", "{% set a = {\"k\": a, \"l\": a} %}".repeat(n)))
    }),
    input("a list that is doubled", 60, |n| {
        template(format!("{{% set a = [1] %}}{}{{{{ a }}}}", "{% set a = [...a, ...a] %}".repeat(n)))
    }),
    input("templates that include two others", 30, |n| {
        let include = |i: usize| format!("{{% include \"i{i}.html\" %}}");
        let mut files: Files = (0..n).map(|i| (format!("templates/i{i}.html"), include(i + 1).repeat(2))).collect();
        files.push((format!("templates/i{n}.html"), "x".into()));
        files.extend(template(include(0)));
        files
    }),
    input("components that call two others", 18, |n| {
        let component = |i: usize| {
            let call = format!("{{{{<q{}/>}}}}", i + 1);
            format!("{{% component q{i}() %}}{}{{% endcomponent q{i} %}}", call.repeat(4))
        };
        template(format!("{}{{% component q{n}() %}}x{{% endcomponent q{n} %}}{{{{<q0/>}}}}", each(n, component)))
    }),
    input("a component that calls itself", 10, |n| {
        template(format!("{{% component q() %}}{}{{% endcomponent q %}}{{{{<q/>}}}}", "{{<q/>}}".repeat(n)))
    }),
    input("templates with components", 2000, |n| {
        (0..n)
            .map(|i| (format!("templates/c{i}.html"), format!("{{% component q{i}() %}}x{{% endcomponent q{i} %}}")))
            .collect()
    }),
    input("templates that extend another", 2000, |n| {
        let mut files: Files =
            (0..n).map(|i| (format!("templates/c{i}.html"), format!("{{% extends \"c{}.html\" %}}", i + 1))).collect();
        files.push((format!("templates/c{n}.html"), "x".into()));
        files
    }),
    input("tags in tags", 20_000, |n| template(format!("{}{}", "{% if true %}".repeat(n), "{% endif %}".repeat(n)))),
    input("lines of a template", 100_000, |n| template("<p>{{ 1 }}</p>\n".repeat(n))),
    input("attributes of a template", 100_000, |n| template(format!("<p {}>", "a=\"{{ 1 }}\" ".repeat(n)))),
];

/// In style sheets.
pub const SHEETS: &[Input] = &[
    input("style sheets in a lattice", 40, |n| {
        let sheet = |i: usize| format!("@import \"l{0}a.css\";\n@import \"l{0}b.css\";\na{{}}\n", i + 1);
        let mut files: Files = Vec::new();
        for side in ["a", "b"] {
            files.extend((0..n).map(|i| (format!("static/assets/l{i}{side}.css"), sheet(i))));
            files.push((format!("static/assets/l{n}{side}.css"), "b{}".into()));
        }
        files
    }),
    input("style sheets, each importing the next", 1000, |n| {
        let mut files: Files = (0..n)
            .map(|i| (format!("static/assets/l{i}.css"), format!("@import \"l{}.css\";\na{{}}\n", i + 1)))
            .collect();
        files.push((format!("static/assets/l{n}.css"), "b{}".into()));
        files
    }),
    input("imports of one style sheet", 20_000, |n| {
        let head = "@import \"m.css\";\n".repeat(n);
        vec![("static/assets/s.css".into(), head), ("static/assets/m.css".into(), "b{}\n".repeat(1000))]
    }),
    input("brackets of a style sheet", 50_000, |n| {
        vec![("static/assets/s.css".into(), format!("a{{b:{}", "(".repeat(n)))]
    }),
    input("addresses in a style sheet", 50_000, |n| {
        vec![("static/assets/s.css".into(), format!("a{{{}}}", "b:url(/x.png);".repeat(n)))]
    }),
    input("comments of a style sheet", 50_000, |n| {
        vec![("static/assets/s.css".into(), format!("a{{}}{}", "/* b */".repeat(n)))]
    }),
    input("properties of a style sheet", 50_000, |n| {
        vec![("static/assets/s.css".into(), format!(":root {{ {} }}", each(n, |i| format!("--p{i}: var(--q{i});"))))]
    }),
];
