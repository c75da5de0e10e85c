//! How does it read on paper?
//!
//! Findings, policies and diagnostics go in; texts and bytes come out: the page on the console, the
//! JSON that other programs read, the Excel workbook, the Word self-assessment, the empty template,
//! and the marked copy of a user's own workbook. All of it is pure: nothing here opens a file or asks
//! for the time. Words stand in [`words`], once, in Chinese and English.
pub mod console;
pub mod diagnostics;
pub mod document;
mod error;
pub mod explanation;
pub mod figures;
mod ids;
pub mod json;
mod lang;
pub mod marked;
pub mod matter_page;
mod names;
pub mod policy_page;
mod printing;
mod provenance;
pub mod sheets;
pub mod standing;
pub mod template;
mod text_table;
mod undated;
mod words;
pub mod workbook;

pub use error::ReportError;
pub use lang::Lang;
pub use names::Names;
