//! `fissure lsp`: what an editor asks while a site is written, over standard input and output.
//!
//! Part of the program, not of the library. The site is built by the same function as everywhere, from the files on the disk, when one of
//! them is saved; what is typed and not saved yet is only looked at to see what stands at the cursor. Never writes a file: a rename is an
//! answer that the editor carries out.

mod answers;
mod cursor;
mod positions;

use crate::app::cli::PresentArgs;
use crate::app::tools;
use crate::base::content::{Keeper, Nowhere};
use crate::base::diagnostic::{Diagnostic, Severity};
use crate::base::path::SourcePath;
use crate::load::{self, Look, Sources, theme};
use crate::{Advice, Inputs, Memory, Outcome, build};
use answers::Answers;
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, Response};
use positions::{path_of, range, uri_of};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Answers an editor until it says goodbye.
pub(crate) fn run(root: &Path, present: &PresentArgs) -> Result<(), String> {
    let root = root.canonicalize().map_err(|error| format!("cannot read {}: {error}", root.display()))?;
    let (connection, threads) = Connection::stdio();
    let mut server = Server::new(&root, present);
    let broken = |error: &dyn std::error::Error| format!("the editor is gone: {error}");
    connection.initialize(capabilities()).map_err(|error| broken(&error))?;
    server.build(&connection);
    for message in &connection.receiver {
        match message {
            Message::Request(request) if request.method == "shutdown" => {
                connection.handle_shutdown(&request).map_err(|error| broken(&error))?;
                break;
            }
            Message::Request(request) => send(&connection, Message::Response(server.answer(request))),
            Message::Notification(notification) => server.hear(&connection, &notification),
            Message::Response(_) => {}
        }
    }
    drop(connection);
    threads.join().map_err(|error| broken(&error))
}

/// What the server can do, in the words of the protocol (version 3.17).
fn capabilities() -> Value {
    json!({
        "textDocumentSync": {"openClose": true, "change": 1, "save": true},
        "completionProvider": {"triggerCharacters": ["[", " ", ","]},
        "definitionProvider": true,
        "hoverProvider": true,
        "renameProvider": {"prepareProvider": true},
    })
}

/// An editor that is gone hears nothing any more, which the loop notices by itself.
fn send(connection: &Connection, message: Message) {
    let _ = connection.sender.send(message);
}

/// A site as it was built last, and the texts that are open in the editor.
struct Server<'a> {
    root: PathBuf,
    present: &'a PresentArgs,
    load: load::LoadCache,
    memory: Memory,
    built: Option<(Sources, Outcome)>,
    open: BTreeMap<SourcePath, String>,
    /// The files of which the editor shows messages.
    marked: BTreeSet<SourcePath>,
}

impl Server<'_> {
    fn new<'a>(root: &Path, present: &'a PresentArgs) -> Server<'a> {
        let memory = Memory::keeping(Keeper::of(Arc::new(Nowhere)));
        let (load, built, open, marked) = Default::default();
        Server { root: root.to_owned(), present, load, memory, built, open, marked }
    }

    /// Builds the site, and sends what is wrong. Advice is given on files that are open.
    fn build(&mut self, connection: &Connection) {
        let inputs = Inputs { advice: Some(Advice::default()), ..tools::inputs(self.present) };
        let (sources, noticed) = load::load(&self.root, theme::FILES, &Look::Everywhere, &mut self.load);
        let outcome = build(&sources, noticed, &inputs, &mut self.memory, &mut |_| {});
        let mut found: BTreeMap<&SourcePath, Vec<Value>> = BTreeMap::new();
        // A file without messages must be said to have none.
        self.marked.iter().for_each(|path| drop(found.insert(path, Vec::new())));
        let is_shown = |found: &&Diagnostic| !found.code.is_advice() || self.open.contains_key(&found.path);
        for diagnostic in outcome.diagnostics.iter().filter(is_shown) {
            found
                .entry(&diagnostic.path)
                .or_default()
                .push(shown(diagnostic, sources.text(&diagnostic.path).map(|text| &**text)));
        }
        for (path, diagnostics) in &found {
            let params = json!({"uri": uri_of(&self.root, path), "diagnostics": diagnostics});
            send(connection, Notification::new("textDocument/publishDiagnostics".to_owned(), params).into());
        }
        self.marked = found.iter().filter(|(_, all)| !all.is_empty()).map(|(path, _)| (*path).clone()).collect();
        self.built = Some((sources, outcome));
    }

    fn hear(&mut self, connection: &Connection, notification: &Notification) {
        let document = &notification.params["textDocument"];
        let path = document["uri"].as_str().and_then(|uri| path_of(&self.root, uri));
        match (notification.method.as_str(), path) {
            ("textDocument/didOpen", Some(path)) => {
                self.open.insert(path, document["text"].as_str().unwrap_or_default().to_owned());
                self.build(connection);
            }
            ("textDocument/didChange", Some(path)) => {
                let changes = notification.params["contentChanges"].as_array();
                if let Some(text) = changes.and_then(|all| all.last()).and_then(|change| change["text"].as_str()) {
                    self.open.insert(path, text.to_owned());
                }
            }
            ("textDocument/didClose", Some(path)) => drop(self.open.remove(&path)),
            ("textDocument/didSave" | "workspace/didChangeWatchedFiles", _) => self.build(connection),
            _ => {}
        }
    }

    fn answer(&self, request: Request) -> Response {
        let Request { id, method, params } = request;
        let Some((sources, outcome)) = &self.built else { return Response::new_ok(id, Value::Null) };
        let path = params["textDocument"]["uri"].as_str().and_then(|uri| path_of(&self.root, uri));
        let text = path.as_ref().and_then(|path| {
            self.open.get(path).map(String::as_str).or_else(|| sources.text(path).map(|text| &**text))
        });
        let answers = Answers::new(&self.root, sources, outcome, &self.open, path.as_ref());
        let at = text.map(|text| positions::offset(text, &params["position"]));
        let answer = match (method.as_str(), text.zip(at)) {
            ("textDocument/completion", Some((text, at))) => Ok(answers.completion(text, at)),
            ("textDocument/definition", Some((text, at))) => Ok(answers.definition(text, at)),
            ("textDocument/hover", Some((text, at))) => Ok(answers.hover(text, at)),
            ("textDocument/prepareRename", Some((text, at))) => Ok(answers.renamed_range(text, at)),
            ("textDocument/rename", Some((text, at))) => {
                let new = params["newName"].as_str().unwrap_or_default();
                answers.rename(&tools::inputs(self.present), text, at, new)
            }
            (_, None) => Ok(Value::Null),
            _ => {
                let message = format!("{method} is not answered by this server");
                return Response::new_err(id, ErrorCode::MethodNotFound as i32, message);
            }
        };
        match answer {
            Ok(value) => Response::new_ok(id, value),
            Err(message) => Response::new_err(id, ErrorCode::RequestFailed as i32, message),
        }
    }
}

/// A message in the words of the protocol.
fn shown(diagnostic: &Diagnostic, text: Option<&str>) -> Value {
    let severity = match diagnostic.severity {
        Severity::Error => 1,
        Severity::Warning => 2,
        Severity::Note => 3,
    };
    let span = diagnostic.span.clone().unwrap_or(0..0);
    let parts = [Some(&diagnostic.message), diagnostic.later.as_ref(), diagnostic.help.as_ref()];
    let message = parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join("\n");
    json!({
        "range": range(text.unwrap_or_default(), span),
        "severity": severity,
        "code": diagnostic.code.name(),
        "source": "fissure",
        "message": message,
    })
}
