//! The program: see `app` in the library.

use std::process::ExitCode;

/// The static program for Linux is linked with musl, with whose allocator a build takes 1.6 times as long.
#[cfg(target_env = "musl")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    fissure::app::main()
}
