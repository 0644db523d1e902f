//! What the file system says of a file, as a seal: while it stays the same, so does the file.
//!
//! Judges the times of files, and never opens one.

use crate::base::content::Seal;
use crate::system;
use std::fs::Metadata;
use std::time::{Duration, SystemTime};

/// The seal of a file of which the file system says this.
pub(crate) fn seal(meta: &Metadata) -> Seal {
    let (changed, inode) = (system::changed(meta), system::inode(meta));
    Seal { len: meta.len(), modified: meta.modified().ok(), changed, inode }
}

/// Whether the file has been quiet long enough for its times to make the next change differ from the last one.
///
/// File systems count time in ticks: two writes within one tick leave the same times. Without the time of change, a seal says
/// too little.
pub(super) fn is_settled(seal: &Seal) -> bool {
    const TICK: Duration = Duration::from_millis(50);
    let Some((seconds, nanoseconds)) = seal.changed else { return false };
    let (Ok(seconds), Ok(nanoseconds)) = (u64::try_from(seconds), u32::try_from(nanoseconds)) else { return false };
    let changed = SystemTime::UNIX_EPOCH + Duration::new(seconds, nanoseconds);
    SystemTime::now().duration_since(changed).is_ok_and(|quiet| quiet > TICK)
}
