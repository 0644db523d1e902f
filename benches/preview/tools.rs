//! The servers of the programs: how they are started, what they say, and what they take of the processor.
//!
//! Each runs as fast as it can for a writer and is right: Hugo with its fast render and its pages in memory, Eleventy without
//! `--incremental`, under which lists of articles keep the old titles.

use crate::common::generate::NOW;
use crate::common::tool::Tool;
use crate::http::Client;
use crate::said::Said;
use std::io::{self, BufRead, BufReader, Read};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::spawn;
use std::time::{Duration, Instant};

/// How long a first build, or what is said of a rebuild, may take.
const PATIENCE: Duration = Duration::from_secs(900);
/// How long a server must do nothing until it counts as idle, and how long we wait for that.
const IDLE: Duration = Duration::from_millis(200);
const BUSY: Duration = Duration::from_secs(20);

impl Tool {
    fn command(self, program: &Path, site: &Path, output: &Path) -> io::Result<Command> {
        let mut command = match self {
            Tool::Fissure => {
                let mut command = Command::new(program);
                command
                    .arg("--root")
                    .arg(site)
                    .args(["serve", "--port", "0", "--timings", "--now", NOW])
                    .arg("--output")
                    .arg(output);
                command
            }
            Tool::Hugo => {
                let mut command = Command::new(program);
                let port = free_port()?.to_string();
                command.args(["server", "--bind", "127.0.0.1", "--port", &port, "--clock", NOW]);
                command.args(["--renderToMemory", "--cacheDir"]);
                command.arg(output.with_extension("cache"));
                command
            }
            Tool::Zola => {
                let mut command = Command::new(program);
                command.args(["serve", "--interface", "127.0.0.1", "--port", &free_port()?.to_string(), "--force"]);
                command.arg("--output-dir").arg(output);
                command
            }
            Tool::Eleventy => {
                let mut command = Command::new("node");
                command.arg(program).args(["--serve", "--quiet", &format!("--port={}", free_port()?)]);
                command.arg(format!("--output={}", output.display()));
                command
            }
        };
        command.current_dir(site).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        Ok(command)
    }
}

/// A server that is stopped with us.
pub struct Server {
    tool: Tool,
    child: Child,
    lines: Receiver<String>,
    pub client: Client,
    /// How long it took until the first build was there to be seen.
    pub first: Duration,
}

impl Server {
    /// Starts the server of a site, and waits for its first build.
    pub fn start(tool: Tool, program: &Path, site: &Path, output: &Path) -> io::Result<Server> {
        let began = Instant::now();
        let mut child = tool.command(program, site, output)?.spawn()?;
        let (send, lines) = channel();
        if let (Some(stdout), Some(stderr)) = (child.stdout.take(), child.stderr.take()) {
            hear(stdout, send.clone());
            hear(stderr, send);
        }
        let mut server = Server { tool, child, lines, client: Client::new(0), first: Duration::ZERO };
        let (mut port, mut is_built, mut heard) = (None, false, String::new());
        while port.is_none() || !is_built {
            let failed = |_| io::Error::other(format!("{} serves nothing; it said:\n{heard}", tool.name()));
            let line = server.lines.recv_timeout(PATIENCE).map_err(failed)?;
            heard.extend([line.as_str(), "\n"]);
            is_built |= Said::read(tool, &line).is_some();
            port = port.or_else(|| port_in(&line));
        }
        server.client = Client::new(port.expect("the loop ends when there is one"));
        server.client.get("/")?;
        server.first = began.elapsed();
        server.settle()?;
        Ok(server)
    }

    /// What it says of the rebuild that an edit caused; waits until it has nothing more to do.
    pub fn settle(&self) -> io::Result<Said> {
        let began = Instant::now();
        let mut said = Said::default();
        let mut before = self.seconds();
        while began.elapsed() < BUSY {
            match self.lines.recv_timeout(IDLE) {
                Ok(line) => match Said::read(self.tool, &line) {
                    Some(read) => said = read,
                    None => said.add_steps(&line),
                },
                Err(RecvTimeoutError::Timeout) => {
                    let now = self.seconds();
                    if std::mem::replace(&mut before, now) == now {
                        break;
                    }
                }
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(io::Error::other(format!("{} has ended", self.tool.name())));
                }
            }
        }
        Ok(said)
    }

    /// The seconds of processor that it has taken until now, on all cores together.
    pub fn seconds(&self) -> Option<f64> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).ok()?;
        // The second field is the name of the program, in brackets, and may have anything in it.
        let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
        let ticks = |n: usize| fields.get(n)?.parse::<f64>().ok();
        // SAFETY: it takes a number and gives one.
        let per_second = unsafe { libc::sysconf(libc::_SC_CLK_TCK) } as f64;
        Some((ticks(11)? + ticks(12)?) / per_second)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Hands on what is said, line by line.
fn hear(stream: impl Read + Send + 'static, lines: Sender<String>) {
    spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            let _ = lines.send(line);
        }
    });
}

/// The port in a line that says where the site is served.
fn port_in(line: &str) -> Option<u16> {
    let (_, rest) = line.split_once("//localhost:").or_else(|| line.split_once("//127.0.0.1:"))?;
    rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

/// A port that nobody has at the moment.
fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}
