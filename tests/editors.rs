//! How editors save: vim and others for real, the rest step by step, each seen by `build --watch` and built once.
//!
//! What editors write beside a file is never published, breaks no build, and wakes nobody. vim, sed and git must be
//! there, which `scripts/test` sees to: `cargo test` leaves this suite out, and no test skips itself.

#![cfg(unix)]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use support::running::{Running, article, small_site};
use support::*;

/// How long nothing may be told after a rebuild.
const QUIET: Duration = Duration::from_millis(300);

/// A watched site, and what it publishes.
struct Desk {
    watched: Running,
    published: BTreeSet<PathBuf>,
}

impl Desk {
    fn new(more: &[&str]) -> Desk {
        let site = small_site();
        write_files(site.path(), &[("static/notes.txt", "Notes"), ("templates/404.html", "not here")]);
        let watched = Running::start(site, &[&["build", "--watch"], more].concat());
        watched.expect("ok");
        let published = published(watched.root());
        Desk { watched, published }
    }

    fn file(&self) -> PathBuf {
        self.beside("one.md")
    }

    fn beside(&self, name: &str) -> PathBuf {
        self.watched.root().join("content/articles").join(name)
    }

    /// Does something that must not be built.
    fn idle(&self, what: &str, act: impl FnOnce()) {
        act();
        let told = self.watched.line(QUIET);
        assert_eq!(told, None, "{what} was built, though the site is the same");
    }

    /// Saves `one.md` with this title in an editor's way; it must be built once, and nothing else come of it.
    fn saves(&self, title: &str, save: impl FnOnce(&str)) {
        save(&article(title));
        let told = self.watched.expect(":");
        assert!(told.len() == 1 && told[0].contains(" ok "), "{title}: {told:#?}");
        assert_eq!(self.watched.line(QUIET), None, "{title} was built twice");
        let page = self.watched.page("articles/one/index.html");
        assert!(page.contains(&format!("<h1>{title}</h1>")), "{title} is not in the page:\n{page}");
        assert_eq!(published(self.watched.root()), self.published, "after {title}");
    }
}

/// The paths of all that is published.
fn published(root: &Path) -> BTreeSet<PathBuf> {
    files_below(&root.join("public")).into_keys().map(PathBuf::from).collect()
}

/// Runs a program that the test cannot do without.
fn run(command: &mut Command) {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("cannot run {program} ({error}): install it, or run scripts/test, which does"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program} failed with {}: {said}", output.status);
}

/// vim without a terminal, carrying out these commands in a file.
fn vim(file: &Path, commands: &[&str]) {
    let mut vim = Command::new("vim");
    // The swap file lies beside the file, as it does by default; and a file in /tmp is to be as any other.
    vim.args(["-es", "-u", "NONE", "-i", "NONE", "-c", "set swapfile directory=. updatecount=1 backupskip="]);
    run(vim.args(commands.iter().flat_map(|command| ["-c", command])).arg(file));
}

/// A command of vim that gives the article this title.
fn title(title: &str) -> String {
    format!("%s/^title: .*/title: {title}/")
}

#[test]
fn vim_for_real() {
    let desk = Desk::new(&[]);
    for (n, copy) in ["no", "yes", "auto"].into_iter().enumerate() {
        let set = format!("set backup writebackup backupdir=. backupcopy={copy}");
        let named = format!("vim {n}");
        desk.saves(&named, |_| vim(&desk.file(), &[&set, &title(&named), "wq"]));
        assert!(desk.beside("one.md~").exists(), "vim made no backup, so this test shows little");
    }
    desk.saves("vim without a backup", |_| {
        vim(&desk.file(), &["set nobackup nowritebackup", &title("vim without a backup"), "wq"]);
    });
    desk.saves("vim with a file for undo", |_| {
        vim(&desk.file(), &["set undofile undodir=.", &title("vim with a file for undo"), "wq"]);
    });
    assert!(desk.beside(".one.md.un~").exists(), "vim made no file for undo, so this test shows little");
    desk.idle("an unsaved change in vim", || {
        vim(&desk.file(), &[&title("Unsaved"), "preserve", "sleep 200m", "qa!"]);
    });
}

#[test]
fn a_file_that_is_touched_but_the_same_is_not_told_of() {
    let desk = Desk::new(&[]);
    let read_only = |is: bool| {
        let mut permissions = fs::metadata(desk.file()).unwrap().permissions();
        permissions.set_readonly(is);
        fs::set_permissions(desk.file(), permissions).unwrap();
    };
    desk.idle("a file that is read-only now", || read_only(true));
    desk.idle("a file that is writable again", || read_only(false));
    desk.idle("a save of the same text", || fs::write(desk.file(), fs::read(desk.file()).unwrap()).unwrap());
    desk.saves("A save afterwards", |text| fs::write(desk.file(), text).unwrap());
    fs::write(desk.file(), "---\ntitle: [\n---\n").unwrap();
    desk.watched.expect("the last good site stays");
    desk.idle("a mistake that is still there", || read_only(true));
    read_only(false);
    desk.saves("The mistake fixed", |text| fs::write(desk.file(), text).unwrap());
}

#[test]
fn sed_for_real() {
    let desk = Desk::new(&[]);
    for named in ["sed", "sed again"] {
        let script = format!("s/^title: .*/title: {named}/");
        desk.saves(named, |_| run(Command::new("sed").args(["-i", &script]).arg(desk.file())));
    }
}

#[test]
fn emacs_step_by_step() {
    let desk = Desk::new(&[]);
    for named in ["Emacs", "Emacs again"] {
        let (lock, auto_save) = (desk.beside(".#one.md"), desk.beside("#one.md#"));
        desk.idle("the lock of Emacs", || symlink("writer@desk.4711:1763800000", &lock).unwrap());
        desk.idle("the auto-save of Emacs", || fs::write(&auto_save, article("Unsaved")).unwrap());
        desk.saves(named, |text| {
            fs::rename(desk.file(), desk.beside("one.md~")).unwrap();
            fs::write(desk.file(), text).unwrap();
            fs::remove_file(&auto_save).unwrap();
            fs::remove_file(&lock).unwrap();
        });
    }
    // The lock stays while somebody writes at one file and saves another.
    symlink("writer@desk.4711:1763800000", desk.beside(".#two.md")).unwrap();
    desk.saves("Another file", |text| fs::write(desk.file(), text).unwrap());
}

#[test]
fn vs_code_step_by_step() {
    let desk = Desk::new(&[]);
    desk.saves("VS Code in place", |text| {
        let file = fs::File::options().write(true).open(desk.file()).unwrap();
        file.set_len(0).unwrap();
        std::io::Write::write_all(&mut &file, text.as_bytes()).unwrap();
    });
    desk.saves("VS Code in pieces", |text| {
        let file = fs::File::options().write(true).truncate(true).open(desk.file()).unwrap();
        let (first, second) = text.split_at(text.len() / 2);
        std::io::Write::write_all(&mut &file, first.as_bytes()).unwrap();
        std::thread::sleep(Duration::from_millis(5));
        std::io::Write::write_all(&mut &file, second.as_bytes()).unwrap();
    });
    desk.saves("VS Code atomic", |text| {
        let second = desk.beside("one.md.vsctmp");
        fs::write(&second, text).unwrap();
        fs::rename(&second, desk.file()).unwrap();
    });
}

#[test]
fn jetbrains_step_by_step() {
    let desk = Desk::new(&[]);
    for named in ["JetBrains", "JetBrains again"] {
        desk.saves(named, |text| {
            let (new, old) = (desk.beside("one.md___jb_tmp___"), desk.beside("one.md___jb_old___"));
            fs::write(&new, text).unwrap();
            fs::rename(desk.file(), &old).unwrap();
            fs::rename(&new, desk.file()).unwrap();
            fs::remove_file(&old).unwrap();
        });
    }
}

#[test]
fn desktop_editors_step_by_step() {
    let desk = Desk::new(&[]);
    let by_rename = |second: &str, text: &str| {
        fs::write(desk.beside(second), text).unwrap();
        fs::rename(desk.beside(second), desk.file()).unwrap();
    };
    desk.saves("gedit", |text| by_rename(".goutputstream-A1B2C3", text));
    desk.idle("the swap file of Kate", || fs::write(desk.beside(".one.md.kate-swp"), "unsaved").unwrap());
    desk.saves("Kate", |text| {
        by_rename("one.md.aBcDeF", text);
        fs::remove_file(desk.beside(".one.md.kate-swp")).unwrap();
    });
}

/// What editors and programs write beside a file called `NAME`, some of it links that lead nowhere.
const BESIDE: &[&str] = &[
    "NAME~",
    "#NAME#",
    ".#NAME",
    ".NAME.swp",
    ".NAME.swo",
    ".NAME.swx",
    ".NAME.un~",
    ".NAME.kate-swp",
    ".~lock.NAME#",
    ".goutputstream-A1B2C3",
    "NAME___jb_tmp___",
    "NAME___jb_old___",
    "NAME.vsctmp",
    "4913",
    "sedA1b2C3",
    ".DS_Store",
];

fn leave_behind(root: &Path) {
    for file in ["content/articles/one.md", "content/site.yaml", "templates/404.html", "static/notes.txt"] {
        let file = root.join(file);
        let name = file.file_name().unwrap().to_str().unwrap();
        for beside in BESIDE {
            let path = file.with_file_name(beside.replace("NAME", name));
            match beside.starts_with(".#") {
                true => symlink("writer@desk.4711:1763800000", path).unwrap(),
                false => fs::write(path, "---\ntitle: [broken\n{{ nothing").unwrap(),
            }
        }
    }
}

#[test]
fn what_editors_leave_behind_is_no_part_of_the_site() {
    let desk = Desk::new(&[]);
    desk.idle("what editors leave behind", || leave_behind(desk.watched.root()));
    desk.saves("Beside all of it", |text| fs::write(desk.file(), text).unwrap());
    // A link that would lead out is not told of when its name is passed over.
    write_files(desk.watched.root(), &[("outside.md", "Outside")]);
    desk.idle("a hidden link", || symlink(desk.watched.root().join("outside.md"), desk.beside(".#out.md")).unwrap());
    desk.saves("Beside a link", |text| fs::write(desk.file(), text).unwrap());
}

#[test]
fn who_looks_at_the_files_is_woken_by_none_of_it() {
    let desk = Desk::new(&["--poll"]);
    desk.idle("what editors leave behind", || leave_behind(desk.watched.root()));
    // The files are looked at every 200 ms, so a longer silence is waited for.
    assert_eq!(desk.watched.line(Duration::from_millis(500)), None);
    desk.saves("Polled", |text| fs::write(desk.file(), text).unwrap());
}

#[test]
fn a_checkout_of_500_files_is_one_rebuild() {
    let site = small_site();
    let root = site.path().to_owned();
    let git = |arguments: &[&str]| {
        let mut git = Command::new("git");
        git.args(["-c", "user.name=Writer", "-c", "user.email=writer@example.org", "-c", "init.defaultBranch=main"]);
        git.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1").current_dir(&root);
        run(git.args(arguments));
    };
    let write_all = |words: &str| {
        for n in 0..500 {
            let text = article(&format!("{words} {n}"));
            write_files(&root, &[(&format!("content/articles/n{n}.md"), &text)]);
        }
    };
    git(&["init", "--quiet"]);
    for branch in ["old", "new"] {
        write_all(branch);
        git(&["checkout", "--quiet", "-b", branch]);
        git(&["add", "content"]);
        git(&["commit", "--quiet", "--message", branch]);
    }
    git(&["checkout", "--quiet", "old"]);
    let watched = Running::start(site, &["build", "--watch"]);
    watched.expect("ok");
    git(&["checkout", "--quiet", "new"]);
    watched.expect(" ok ");
    assert_eq!(watched.line(QUIET), None, "the checkout was built in pieces");
    for n in 0..500 {
        let page = watched.page(&format!("articles/n{n}/index.html"));
        assert!(page.contains(&format!("<h1>new {n}</h1>")), "article {n} is not the new one");
    }
}
