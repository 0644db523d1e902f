//! Takes connections, so many at once and each for so long, that no client can keep the build from its files or the preview from
//! others.
//!
//! Knows nothing of what is answered.

use crate::system;
use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;
use tokio_io_timeout::TimeoutStream;

/// How long a client may take for the head of a request, also for the next one on the same connection.
const TO_ASK: Duration = Duration::from_secs(10);
/// How long a client may take nothing of an answer.
const TO_TAKE: Duration = Duration::from_secs(30);
/// How many bytes the head of a request may have.
const MOST_OF_A_HEAD: usize = 32 * 1024;
/// The most connections at once, where the system allows them.
const MOST: u64 = 4096;
/// How many open files are the build's, whatever clients do.
const OF_THE_BUILD: u64 = 64;
/// How long to rest when the system gives no more connections.
const REST: Duration = Duration::from_millis(100);

/// Answers for ever.
pub(crate) async fn serve(listeners: Vec<TcpListener>, app: Router) {
    let places = Arc::new(Semaphore::new(usize::try_from(most(system::most_open_files())).unwrap_or(1)));
    let mut servers = JoinSet::new();
    for listener in listeners {
        let (app, places) = (app.clone(), places.clone());
        servers.spawn(async move {
            let listener = tokio::net::TcpListener::from_std(listener)?;
            loop {
                let Ok(place) = places.clone().acquire_owned().await else { return Ok::<(), io::Error>(()) };
                match listener.accept().await {
                    Ok((stream, _)) => drop(tokio::spawn(answer(stream, app.clone(), place))),
                    // Too many open files elsewhere, or a client that is gone already.
                    Err(_) => tokio::time::sleep(REST).await,
                }
            }
        });
    }
    servers.join_all().await;
}

/// How many connections there may be where the system allows so many open files: half of them, since each may read a file too.
fn most(open_files: Option<u64>) -> u64 {
    open_files.map_or(MOST, |open| open.saturating_sub(OF_THE_BUILD) / 2).clamp(4, MOST)
}

/// One connection, until it ends or takes too long.
async fn answer(stream: tokio::net::TcpStream, app: Router, _place: OwnedSemaphorePermit) {
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(TO_TAKE));
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(TO_ASK).max_buf_size(MOST_OF_A_HEAD);
    // A client that goes, or is dropped, is no mistake.
    let _ = http.serve_connection(TokioIo::new(Box::pin(stream)), TowerToHyperService::new(app)).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_build_keeps_its_open_files() {
        assert_eq!([Some(1024), Some(20_000), Some(20), None].map(most), [480, 4096, 4, 4096]);
    }
}
