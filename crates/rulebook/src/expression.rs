//! SQL expressions in rulebook files.

mod calls;
mod check;
mod names;
mod parse;
mod reference;
mod sql;
mod syntax;

pub(crate) use check::{Expected, check};
pub(crate) use parse::parse;
pub use reference::Reference;
pub(crate) use reference::{SCHOOL, STAGE};
pub use sql::sql;
pub use syntax::{Expression, is_aggregate};
