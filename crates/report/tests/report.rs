//! The reports on a small made-up county: some schools fail, some cannot be judged.

#[path = "report/console.rs"]
mod console;
#[path = "report/county.rs"]
mod county;
#[path = "report/document.rs"]
mod document;
#[path = "report/json.rs"]
mod json;
#[path = "report/look.rs"]
mod look;
#[path = "report/marked.rs"]
mod marked;
#[path = "report/matters.rs"]
mod matters;
#[path = "report/names.rs"]
mod names;
#[path = "report/pages.rs"]
mod pages;
#[path = "report/policy.rs"]
mod policy;
#[path = "report/rulebook.rs"]
mod rulebook;
#[path = "report/sheets.rs"]
mod sheets;
#[path = "report/template.rs"]
mod template;
#[path = "report/workbook.rs"]
mod workbook;
