//! The program: see `app` in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    fissure::app::main()
}
