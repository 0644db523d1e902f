//! Sites of five other generators, each imported, compared with what is expected, built, and asked for every old address.
//!
//! A site is in `tests/import/<format>/from`, its old addresses in `addresses.txt` next to that. `UPDATE_EXPECT=1 cargo test --test import`
//! writes what is expected.

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use support::program::{ok, run};
use support::*;

/// The formats, with what is imported and the folder of uploads where one is named.
const FORMATS: [(&str, &str, Option<&str>); 5] = [
    ("hugo", "from", None),
    ("jekyll", "from", None),
    ("wordpress", "from/export.xml", Some("uploads")),
    ("ghost", "from/export.json", Some("uploads")),
    ("obsidian", "from", None),
];

fn fixture(format: &str) -> PathBuf {
    tests_folder().join("import").join(format)
}

/// Imports a fixture into `site` below a folder; gives what the program says.
fn import(folder: &Path, format: &str, more: &[&str]) -> String {
    let (_, from, uploads) = FORMATS.iter().find(|(name, ..)| *name == format).unwrap();
    let from = fixture(format).join(from).to_str().unwrap().to_owned();
    let uploads = uploads.map(|name| fixture(format).join(name).to_str().unwrap().to_owned());
    let mut arguments = vec!["import", format, &from, "site"];
    if let Some(uploads) = &uploads {
        arguments.extend(["--uploads", uploads]);
    }
    arguments.extend(more);
    ok(folder, &arguments)
}

/// The file that a host answers an address with.
fn answers(public: &Path, address: &str) -> bool {
    let path = public.join(address.trim_start_matches('/'));
    path.is_file() || path.join("index.html").is_file()
}

#[test]
fn each_format_becomes_the_site_that_is_expected_and_keeps_every_address() {
    let mut wrong = Vec::new();
    for (format, ..) in FORMATS {
        let folder = tempfile::tempdir().unwrap();
        let said = import(folder.path(), format, &[]);
        let site = folder.path().join("site");
        let mut made = files_below(&site);
        made.insert("said.txt".to_owned(), said.into_bytes());
        wrong.extend(expect_tree(&fixture(format).join("expected"), &made).err());
        let built = ok(&site, &["build", "--base-url", "https://old.example/"]);
        wrong.extend(built.contains("error").then(|| format!("{format}: {built}")));
        let public = site.join("public");
        for address in fs::read_to_string(fixture(format).join("addresses.txt")).unwrap().lines() {
            if !answers(&public, address) {
                wrong.push(format!("{format}: {address} is not answered"));
            }
        }
        // What is not published says nothing: drafts, and what is private.
        for (path, bytes) in files_below(&public) {
            let text = String::from_utf8_lossy(&bytes);
            for word in ["Secret.", "Not yet.", "ann@old.example"] {
                if text.contains(word) && !path.ends_with(".png") && format != "jekyll" {
                    wrong.push(format!("{format}: {path} has \"{word}\""));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_edited_table_of_tags_says_what_they_become() {
    let folder = tempfile::tempdir().unwrap();
    import(folder.path(), "jekyll", &[]);
    let table = fs::read_to_string(folder.path().join("site/import/tags.csv")).unwrap();
    let edited = table
        .replace("tags,C++,1,topic,c-plus-plus,C++,never", "tags,C++,1,company,cpp-labs,C++ Labs,auto")
        .replace("tags,food,1,topic", "tags,food,1,-")
        .replace("tags,compilers,1,topic,compilers", "tags,compilers,1,topic,rust");
    fs::write(folder.path().join("mine.csv"), edited).unwrap();
    fs::remove_dir_all(folder.path().join("site")).unwrap();
    import(folder.path(), "jekyll", &["--tags", "mine.csv"]);
    let read = |path: &str| fs::read_to_string(folder.path().join("site/content").join(path)).unwrap();
    let article = read("articles/2026/2026-01-02-hello-world.md");
    assert!(
        article.contains("\ncompany: [cpp-labs]\n") && article.contains("\ntopic: [rust, a-b-testing]\n"),
        "{article}"
    );
    assert_eq!(read("companies/cpp-labs.md"), "---\nname: C++ Labs\nredirects: [/tag/c/]\n---\n");
    assert_eq!(
        read("topics/rust.md"),
        "---\nname: Rust\naliases: [compilers]\nredirects: [/tag/compilers/, /tag/rust/]\n---\n"
    );
    assert!(!read("articles/2025/2025-05-05-soup.md").contains("food"));
    ok(&folder.path().join("site"), &["build"]);
}

#[test]
fn a_wrong_table_of_tags_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("mine.csv"),
        "from,tag,kind,slug,name,link\ntags,Rust,Topic!,R,,x\ntags,none,a,a,a,auto\n",
    )
    .unwrap();
    let from = fixture("jekyll").join("from");
    let (code, said) = run(folder.path(), &["import", "jekyll", from.to_str().unwrap(), "site", "--tags", "mine.csv"]);
    assert_eq!((code, said.matches("mine.csv: line ").count()), (2, 5), "{said}");
    assert!(said.contains("nothing was written") && !folder.path().join("site").exists());
}

#[test]
fn a_folder_with_something_in_it_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let from = fixture("hugo").join("from").to_str().unwrap().to_owned();
    write_files(folder.path(), &[("site/mine.txt", "mine")]);
    let (code, said) = run(folder.path(), &["import", "hugo", &from, "site"]);
    assert_eq!(code, 2);
    assert!(said.contains("site is not empty"), "{said}");
    assert_eq!(files_below(&folder.path().join("site")).len(), 1);
    // Without a folder it is that of --root.
    fs::create_dir(folder.path().join("new")).unwrap();
    ok(folder.path(), &["--root", "new", "import", "hugo", &from]);
    assert!(folder.path().join("new/content/site.yaml").exists());
    // Within the old site the next import would read it.
    write_files(folder.path(), &[("old/hugo.toml", "title = \"x\"\n")]);
    let (code, said) = run(folder.path(), &["import", "hugo", "old", "old/new"]);
    assert!(code == 2 && said.contains("within the old site"), "{said}");
}

#[test]
fn what_is_no_site_of_the_format_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    write_files(
        folder.path(),
        &[
            ("empty/x.txt", "x"),
            ("bad.xml", "<rss><channel>"),
            ("other.xml", "<rss><channel/></rss>"),
            ("bad.json", "{"),
        ],
    );
    write_files(folder.path(), &[("hugo/hugo.toml", "title = "), ("jekyll/_config.yml", "a: [")]);
    for (format, from) in [
        ("hugo", "empty"),
        ("hugo", "none"),
        ("hugo", "hugo"),
        ("jekyll", "empty"),
        ("jekyll", "jekyll"),
        ("obsidian", "empty"),
        ("wordpress", "bad.xml"),
        ("wordpress", "other.xml"),
        ("wordpress", "empty"),
        ("ghost", "bad.json"),
        ("ghost", "none.json"),
    ] {
        let (code, said) = run(folder.path(), &["import", format, from, "site"]);
        assert_eq!(code, 2, "{format} {from}: {said}");
        assert!(said.starts_with("fissure: ") && said.contains("nothing was written"), "{said}");
        assert!(!folder.path().join("site").exists());
    }
}

/// An export of WordPress with one post.
fn wxr(before: &str, post: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>{before}<rss xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xmlns:wp=\"http://wordpress.org/export/1.2/\">\
         <channel><title>T</title><link>https://old.example</link><wp:wxr_version>1.2</wp:wxr_version><item><title>T</title>\
         <link>https://old.example/x/</link><wp:post_id>1</wp:post_id><wp:post_date>2026-01-01 00:00:00</wp:post_date>\
         <wp:post_type>post</wp:post_type><wp:status>publish</wp:status>{post}</item></channel></rss>"
    )
}

#[test]
fn hostile_exports_end_in_a_message_and_never_leave_the_folder() {
    let folder = tempfile::tempdir().unwrap();
    let bomb: String = (1..12).map(|n| format!("<!ENTITY e{n} \"{}\">", format!("&e{};", n - 1).repeat(10))).collect();
    let bomb = format!("<!DOCTYPE x [<!ENTITY e0 \"lol\">{bomb}]>");
    let file = "<!DOCTYPE x [<!ENTITY f SYSTEM \"file:///etc/hostname\">]>";
    let deep = format!("<content:encoded><![CDATA[{}]]></content:encoded>", "<div>".repeat(100_000));
    let deep_xml = "<a>".repeat(200_000) + &"</a>".repeat(200_000);
    for (name, text, code) in [
        ("bomb.xml", wxr(&bomb, "<wp:post_name>&e11;</wp:post_name>"), 2),
        ("file.xml", wxr(file, "<wp:post_name>&f;</wp:post_name>"), 2),
        ("deep.xml", wxr("", &deep), 0),
        ("nested.xml", wxr("", &deep_xml), 0),
        ("slip.xml", wxr("", "<wp:post_name>../../../../slip</wp:post_name>"), 0),
    ] {
        fs::write(folder.path().join(name), text).unwrap();
        let (ended, said) = run(folder.path(), &["import", "wordpress", name, name.split('.').next().unwrap()]);
        assert_eq!(ended, code, "{name}: {said}");
        assert!(!said.contains("panicked"), "{name}: {said}");
    }
    let slip = files_below(&folder.path().join("slip"));
    assert!(slip.contains_key("content/articles/2026/2026-01-01-slip.md"), "{:?}", slip.keys());
    let nested = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let post = "{\"id\": \"1\", \"title\": \"T\", \"slug\": \"../../slip2\", \"status\": \"published\", \"published_at\": \"2026-01-01\", \
        \"html\": \"<p>x</p>\", \"feature_image\": \"__GHOST_URL__/../../x.png\"}";
    for (name, text, code) in
        [("nested.json", nested, 2), ("slip2.json", format!("{{\"data\": {{\"posts\": [{post}]}}}}"), 0)]
    {
        fs::write(folder.path().join(name), text).unwrap();
        let (ended, said) = run(folder.path(), &["import", "ghost", name, &format!("{name}-site")]);
        assert_eq!(ended, code, "{name}: {said}");
    }
    let slip = files_below(&folder.path().join("slip2.json-site"));
    assert!(slip.contains_key("content/articles/2026/2026-01-01-slip2.md"), "{:?}", slip.keys());
    let (code, said) = run(&folder.path().join("slip2.json-site"), &["build", "--lenient"]);
    assert_eq!(code, 0, "{said}");
}

#[cfg(unix)]
#[test]
fn links_of_the_file_system_are_not_followed() {
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().unwrap();
    write_files(
        folder.path(),
        &[("secret/key.txt", "secret"), ("old/hugo.toml", "title = \"x\"\n"), ("old/static/a.txt", "a")],
    );
    symlink(folder.path().join("secret"), folder.path().join("old/static/out")).unwrap();
    symlink(folder.path().join("secret/key.txt"), folder.path().join("old/static/key.txt")).unwrap();
    symlink(folder.path().join("old"), folder.path().join("old/content")).unwrap();
    ok(folder.path(), &["import", "hugo", "old", "site"]);
    let made = files_below(&folder.path().join("site"));
    assert!(made.contains_key("static/a.txt"));
    assert!(!made.values().any(|bytes| bytes == b"secret"));
    let report = String::from_utf8_lossy(&made["import/report.md"]).into_owned();
    assert_eq!(report.matches("link of the file system").count(), 1, "{report}");
    assert!(report.contains("content, static/key.txt, static/out"), "{report}");
}

#[test]
fn hostile_front_matter_and_names_are_reported_or_made_harmless() {
    let folder = tempfile::tempdir().unwrap();
    let deep = format!("---\nx: {}1{}\n---\n", "[".repeat(5000), "]".repeat(5000));
    let long = format!("---\ntitle: {}\ndate: 2026-01-01\n---\nx\n", "x".repeat(100_000));
    let url = "---\ntitle: U\ndate: 2026-01-01\nurl: /../../out/\naliases: [/../x, '/a?b', '/a\\b', /]\n---\n[x](../../../../../../etc/passwd)\n";
    write_files(
        folder.path(),
        &[
            ("old/hugo.toml", "title = \"x\"\n"),
            ("old/content/a/deep.md", &deep),
            ("old/content/a/long.md", &long),
            ("old/content/a/url.md", url),
            ("old/content/a/…….md", "---\ntitle: …\ndate: 2026-01-01\ntags: ['…', '///', '']\n---\nx\n"),
            ("old/content/a/con\u{202e}.md", "---\ntitle: x\ndate: 99999-01-01\n---\nx\n"),
        ],
    );
    fs::write(folder.path().join("old/content/a/latin.md"), b"---\ntitle: \xe9\n---\n").unwrap();
    let said = ok(folder.path(), &["import", "hugo", "old", "site"]);
    assert!(said.contains("files that could not be read: 2"), "{said}");
    let (_, said) = run(&folder.path().join("site"), &["build", "--lenient"]);
    let errors: Vec<&str> = said.lines().filter(|line| line.starts_with("error[")).collect();
    // A title of 100,000 letters is for a person to cut.
    assert!(errors.iter().all(|line| line.starts_with("error[E60]")), "{said}");
}
