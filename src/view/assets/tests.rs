//! Assets as they are published, from small sites.

use super::*;
use crate::model::{config, config_path};

fn sources(files: &[(&str, &str)]) -> Sources {
    let file = |(name, text): &(&str, &str)| {
        let file = match name.ends_with(".css") {
            true => SourceFile::Text(Arc::from(*text)),
            false => SourceFile::Data(Content::Memory(text.as_bytes().into())),
        };
        (source(name), file)
    };
    Sources { files: files.iter().map(file).collect() }
}

fn config(setting: &str) -> Config {
    config::read(&config_path(), Some(&format!("title: x\n{setting}\n"))).0
}

fn published(files: &[(&str, &str)]) -> (Vec<(String, String)>, Vec<String>) {
    let assets = assets(&sources(files), &config("base_url: https://x.example/sub/"), &mut AssetsCache::default());
    let text = |asset: &Asset| match &asset.content {
        Content::Memory(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        Content::Disk { .. } | Content::Stored(_) => String::new(),
    };
    let files = assets.files.values().map(|asset| (asset.address.to_string(), text(asset))).collect();
    (files, assets.diagnostics.iter().map(|said| said.message.clone()).collect())
}

#[test]
fn a_style_sheet_takes_in_what_it_imports_and_names_what_it_loads() {
    let (files, said) = published(&[
        ("style.css", "@layer a, b;\n@import \"parts/a.css\" layer(a);\n@import url(b.css) print;\nc {}"),
        ("parts/a.css", "/* url(no.png) */ a { src: url( '../f.woff2' ), url(\"data:,x\"); content: \"url(no)\" }"),
        ("b.css", "b { background: url(/else.png) }"),
        ("f.woff2", "font"),
    ]);
    assert_eq!(said, [""; 0]);
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    let font = format!("/assets/f.{}.woff2", &blake3::hash(b"font").to_hex()[..10]);
    assert_eq!(names[0], font);
    assert_eq!(names.len(), 2, "what is imported is not published by itself: {names:?}");
    let expected = format!(
        "@layer a,b;@layer a {{\na{{src:url(\"/sub{font}\"),url(\"data:,x\");content:\"url(no)\"}}\n}}@media print {{\nb{{background:url(/else.png)}}\n}}c{{}}"
    );
    assert_eq!(files[1].1, expected);
}

#[test]
fn a_script_gets_the_texts_that_it_asks_for() {
    let script = "// Why.\n  /** What. */\nconst a = /* strings: chip */ {}; b({}) // c\n";
    let (files, _) = published(&[("a.js", script), ("b.js", "/* strings: chip */ [] {}"), ("c.txt", script)]);
    let texts: Vec<&str> = files.iter().map(|(_, text)| text.as_str()).collect();
    let chip = r#"{"bloc":"bloc:","more":"and {count} more"}"#;
    assert_eq!(texts, [&*format!("const a = {chip}; b({{}}) // c\n"), "/* strings: chip */ [] {}", script]);
}

#[test]
fn spaces_that_part_no_words_are_left_out_of_style_sheets() {
    let sheet = "a :hover,\n  b > c {\n  margin: 0  auto;\n  /* so */\n  --x: \" { } \";\n}\n\n@media (width >= 60rem) { d { e: 1 } }\u{a0}\n";
    let (files, _) = published(&[("style.css", sheet)]);
    let expected = "a :hover,b > c{margin:0 auto;--x:\" { } \"}@media (width >= 60rem){d{e:1}}\u{a0}{}";
    assert_eq!(files[0].1, expected);
}

#[test]
fn only_style_sheets_scripts_and_fonts_get_other_names() {
    let sheet = "a { background: url(img/logo.svg) url('Photo.PNG') }";
    let kept = ["img/logo.svg", "Photo.PNG", "report.pdf", "LICENSE", "data.json", "app.js.map"];
    let renamed = [("style.css", sheet), ("app.js", "1"), ("sub/app.MJS", "1"), ("f.WOFF2", "1"), ("f.ttf", "1")];
    let files: Vec<(&str, &str)> = kept.into_iter().map(|name| (name, "x")).chain(renamed).collect();
    let assets = assets(&sources(&files), &config("base_url: https://x.example/sub/"), &mut AssetsCache::default());
    for name in kept {
        assert_eq!(assets.files[name].address.as_str(), format!("/assets/{name}"));
    }
    let others: Vec<&str> = assets.renamed().map(|asset| asset.path.below(ASSETS).unwrap()).collect();
    assert_eq!(others, ["app.js", "f.WOFF2", "f.ttf", "style.css", "sub/app.MJS"]);
    assert!(assets.renamed().all(|asset| asset.address.as_str().split('.').count() == 3));
    let Content::Memory(bytes) = &assets.files["style.css"].content else { panic!("it is in memory") };
    let expected = "a{background:url(\"/sub/assets/img/logo.svg\") url(\"/sub/assets/Photo.PNG\")}";
    assert_eq!(std::str::from_utf8(bytes), Ok(expected));
}

#[test]
fn without_search_the_theme_publishes_no_file_for_it() {
    let text = |(_, bytes): &(&str, &'static [u8])| std::str::from_utf8(bytes).ok();
    let theirs = |name: &str| {
        let found = theme::FILES.iter().find(|(path, _)| *path == source(name).as_str());
        found.and_then(text).expect("the theme has it")
    };
    let own = "own()";
    for (script, expected) in [(theirs("search.js"), &["site.js"][..]), (own, &["search.js", "site.js"])] {
        let files = [("search-page.css", theirs("search-page.css")), ("search.js", script), ("site.js", "1")];
        let shared = [("search.css", ""), ("shared.css", "")];
        let sources = sources(&[&files[..], &shared].concat());
        let published = assets(&sources, &config("search: false"), &mut AssetsCache::default());
        assert_eq!(published.files.keys().collect::<Vec<_>>(), expected);
    }
}

#[test]
fn what_is_missing_or_goes_in_a_circle_is_reported() {
    let (_, said) = published(&[
        ("a.css", "@import 'b.css'; x { y: url(f.wof2) }"),
        ("b.css", "@import \"a.css\";"),
        ("f.woff2", ""),
    ]);
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said.contains(&"This style sheet imports itself.".to_owned()));
    assert!(said.contains(&"There is no file static/assets/f.wof2.".to_owned()));
}

#[test]
fn broken_style_sheets_end() {
    for text in ["url(", "url(\"", "@import", "@import \"", "/*", "\"\\", "@import url(a.css", "é url(é)"] {
        published(&[("a.css", text)]);
    }
}

/// `a.css` as it is published, and what is reported.
fn sheet(files: &[(&str, &str)]) -> (String, Vec<String>) {
    let (files, found) = published(files);
    let sheet = files.into_iter().find(|(name, _)| name.starts_with("/assets/a."));
    (sheet.expect("it is published").1.replace('\n', ""), found)
}

#[test]
fn comments_and_spaces_go_where_they_part_nothing() {
    for (text, expected) in [
        ("a/**/b{c:1px/* d */2px}", "a/**/b{c:1px/**/2px}"),
        ("a /* x */ b{}", "a b{}"),
        ("a{/* x */b:/* y */c/* z */;}", "a{b:c}"),
        ("a{b:c;;d:e; /* x */ } f{}", "a{b:c;;d:e}f{}"),
        ("a{--b:;} @media c{d{e:f;}}", "a{--b:;}@media c{d{e:f}}"),
        ("/*! kept */ a{}", "/*! kept */ a{}"),
        ("a\\; b{} .\\e9  b{}", "a\\; b{}.\\e9  b{}"),
        ("@charset \"utf-8\";\n@layer a , b ; c{}", "@layer a ,b ;c{}"),
        ("@layer /* x */ a{}", "@layer a{}"),
        ("my-url(f.woff2){}", "my-url(f.woff2){}"),
        ("a{b:url(f.pdf)}", "a{b:url(\"/sub/assets/f.pdf\")}"),
        ("a{b:URL( /**/ )}", "a{b:URL( /**/ )}"),
    ] {
        assert_eq!(sheet(&[("a.css", text), ("f.pdf", "")]), (expected.to_owned(), Vec::new()), "{text}");
    }
}

#[test]
fn a_sheet_ends_where_its_file_ends() {
    let unclosed = "This is not closed.";
    for (text, expected, mistake) in [
        ("b {c: d", "b{c:d}", unclosed),
        ("@media x {b {c: d }", "@media x{b{c:d}}", unclosed),
        ("b {c: d(1; } e {}", "b{c:d(1;}e{})}", unclosed),
        ("b {c: 'd", "b{c:'d'}", unclosed),
        ("b {} /* c", "b{}/* c*/", unclosed),
        ("b {c: url(d", "b{c:url(d)}", unclosed),
        ("b {} }", "b{}", "This bracket closes nothing."),
        ("b {c: (] }) }", "b{c:(]})}", ""),
        ("b {} c", "b{}c{}", ""),
        ("@layer b", "@layer b;", ""),
        (
            "--b: c; d {}",
            "--b:c;d{}",
            "This custom property is outside all rules, so browsers ignore it and the next rule.",
        ),
    ] {
        let (published, found) = sheet(&[("a.css", "@import 'b.css';z{}"), ("b.css", text)]);
        assert_eq!(published, format!("{expected}z{{}}"), "{text}");
        assert!(
            found.iter().all(|found| found == mistake) && found.is_empty() == mistake.is_empty(),
            "{text} {found:?}"
        );
    }
}

#[test]
fn imports_of_other_sites_come_first() {
    let far = "@import url(https://x.example/f.css)";
    for (a, b, expected) in [
        (format!("{far};@layer b;{far} print;c{{}}"), String::new(), format!("{far};@layer b;{far} print;c{{}}")),
        ("@import 'b.css';".to_owned(), format!("{far};b{{}}"), format!("{far};b{{}}")),
        (
            "@layer z;@import 'b.css' layer(y);c{}".to_owned(),
            format!("{far} layer(x);b{{}}"),
            format!("@layer z;@layer y;{far} layer(y.x);@layer y {{b{{}}}}c{{}}"),
        ),
        (format!("@import 'b.css' print;{far}"), "b{}".to_owned(), format!("{far};@media print {{b{{}}}}")),
        (
            "@import '/else.css'; @import 'b.css' supports(a: b)".to_owned(),
            format!("@import \"//x.example/f.css\" print;{far};b{{}}"),
            format!(
                "@import '/else.css';@import \"//x.example/f.css\" supports(a: b) print;{far} supports(a: b);\
                 @supports (a: b) {{b{{}}}}"
            ),
        ),
    ] {
        let (published, found) = sheet(&[("a.css", &a), ("b.css", &b)]);
        assert_eq!((published, found), (expected, Vec::new()), "{a} {b}");
    }
    let (published, found) = sheet(&[("a.css", "@import 'b.css' print;"), ("b.css", &format!("{far} screen;b{{}}"))]);
    assert_eq!((&*published, found.len()), ("@media print {b{}}", 1), "{found:?}");
}

#[test]
fn an_import_after_a_rule_is_reported_and_stays() {
    for (text, is_late) in [
        ("@layer a; @import 'b.css'; c{}", false),
        ("@charset 'x'; @import 'b.css'", false),
        ("c{} @import 'b.css';", true),
        ("@media print { @import 'b.css'; c{} }", true),
        ("@layer a {} @import 'b.css';", true),
        ("@font-face {} @import url(b.css);", true),
    ] {
        let (published, found) = sheet(&[("a.css", text), ("b.css", "b{}")]);
        assert_eq!(published.contains("@import"), is_late, "{published}");
        assert_eq!(found.len(), usize::from(is_late), "{found:?}");
    }
}

/// The theme's own sheets with those of a site in their place.
fn with_theme(own: &[(&str, &str)]) -> (String, Vec<String>) {
    let theirs = theme::FILES.iter().filter_map(|(path, bytes)| {
        let name = path.strip_prefix("static/assets/")?;
        Some((name, std::str::from_utf8(bytes).unwrap_or("font")))
    });
    let mut files: BTreeMap<&str, &str> = theirs.collect();
    files.extend(own.iter().copied());
    let files: Vec<(&str, &str)> = files.into_iter().collect();
    let found = properties::mistakes(&sources(&files), &mut properties::PropertiesCache::default());
    let (published, mistakes) = published(&files);
    let style = published.into_iter().find(|(name, _)| name.starts_with("/assets/style."));
    (
        style.expect("it is published").1,
        mistakes.into_iter().chain(found.into_iter().map(|found| found.message)).collect(),
    )
}

#[test]
fn tokens_and_rules_of_a_site_add_to_the_theme() {
    let (plain, found) = with_theme(&[]);
    assert_eq!(found, [""; 0]);
    assert!(plain.contains("@layer tokens;@layer base {") && plain.ends_with('}'), "empty files add nothing else");
    let tokens = ":root {\n  --link: light-dark(#a00, #f99);\n  --measure: 58ch;\n}\n";
    let (style, found) = with_theme(&[("tokens.css", tokens), ("custom.css", "h1 { color: var(--link) }")]);
    assert_eq!(found, [""; 0]);
    let place = |part: &str| style.find(part).unwrap_or_else(|| panic!("{part} is there"));
    assert!(place("--measure:62ch") < place("--measure:58ch") && place("--measure:58ch") < place("@layer base {"));
    assert!(style.ends_with("h1{color:var(--link)}"), "custom.css is last and in no layer");
    let (_, found) = with_theme(&[("theme-tokens.css", tokens)]);
    assert_eq!(found.len(), 1, "{found:?}");
}
