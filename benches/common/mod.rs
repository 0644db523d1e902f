//! What the benches share: the made-up site in the form that each program reads, the programs, and what a process takes.

#![allow(dead_code, reason = "each bench uses a part of this")]

pub mod cost;
pub mod generate;
pub mod install;
pub mod site;
pub mod tool;
