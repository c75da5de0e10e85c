//! The rulebook's addresses.

use askama::Template;
use axum::extract::{Path, Query};
use axum::response::{Html, Response};
use junheng_app::Failure;
use serde::Deserialize;

use super::article::Article;
use super::shelf::Shelf;
use crate::components::{Link, Page};
use crate::failure::PageFailure;
use crate::pages::exports;
use crate::request::{Reader, html};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Search {
    /// What to look for.
    q: String,
}

/// A shelf and what stands on it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct OfShelf {
    of: String,
    name: String,
}

#[derive(Template)]
#[template(path = "rulebook/article.html")]
struct ArticlePage {
    page: Page,
    words: String,
    article: Article,
    /// The page's tables as a workbook; empty when it has none.
    workbook: String,
}

/// What there is, or what a search finds.
pub async fn first(
    reader: Reader,
    Query(search): Query<Search>,
) -> Result<Html<String>, PageFailure> {
    drawn(&reader, &Shelf::searched(&search.q))
}

/// A policy.
pub async fn policy(reader: Reader, Path(id): Path<String>) -> Result<Html<String>, PageFailure> {
    drawn(&reader, &Shelf::Policy(id))
}

/// A register.
pub async fn register(reader: Reader, Path(id): Path<String>) -> Result<Html<String>, PageFailure> {
    drawn(&reader, &Shelf::Register(id))
}

/// A code list.
pub async fn codes(reader: Reader, Path(id): Path<String>) -> Result<Html<String>, PageFailure> {
    drawn(&reader, &Shelf::Codes(id))
}

/// A kind of matter.
pub async fn matter(reader: Reader, Path(id): Path<String>) -> Result<Html<String>, PageFailure> {
    drawn(&reader, &Shelf::Matter(id))
}

/// The working days.
pub async fn calendar(reader: Reader) -> Result<Html<String>, PageFailure> {
    drawn(&reader, &Shelf::Calendar)
}

/// Where everything comes from.
pub async fn sources(reader: Reader) -> Result<Html<String>, PageFailure> {
    drawn(&reader, &Shelf::Sources)
}

/// A worked example, by its number.
pub async fn example(reader: Reader, Path(id): Path<String>) -> Result<Html<String>, PageFailure> {
    drawn(&reader, &Shelf::Example(id))
}

/// The tables of a page as a workbook, a sheet for each.
pub async fn tables(reader: Reader, Query(asked): Query<OfShelf>) -> Result<Response, PageFailure> {
    let shelf = Shelf::read(&asked.of, &asked.name).ok_or(Failure::NotFound)?;
    let article = shelf.article(&reader.app, reader.lang())?;
    exports::article(&article)
}

fn drawn(reader: &Reader, shelf: &Shelf) -> Result<Html<String>, PageFailure> {
    let lang = reader.lang();
    let article = shelf.article(&reader.app, lang)?;
    let mut page = reader.asked.page(&article.title, &article.title);
    page.lead.clone_from(&article.lead);
    if *shelf != Shelf::First {
        page.crumbs = vec![Link::new(lang.say("标准库", "Rulebook"), "/rulebook")];
    }
    let has_tables = article
        .sections
        .iter()
        .any(|section| !section.rows.is_empty());
    let words = match shelf {
        Shelf::Found(words) => words.clone(),
        _ => String::new(),
    };
    html(&ArticlePage {
        page,
        words,
        workbook: if has_tables {
            shelf.workbook()
        } else {
            String::new()
        },
        article,
    })
}
