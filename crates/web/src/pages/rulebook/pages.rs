//! The rulebook's addresses.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Html;
use junheng_app::{App, Failure};
use serde::Deserialize;

use super::article::Article;
use super::{index, matters, policies, registers};
use crate::components::{Link, Page};
use crate::failure::PageFailure;
use crate::request::{Asked, html};
use crate::session::SignedIn;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Search {
    /// What to look for.
    q: String,
}

#[derive(Template)]
#[template(path = "rulebook/article.html")]
struct ArticlePage {
    page: Page,
    words: String,
    article: Article,
}

/// What there is, or what a search finds.
pub async fn first(
    State(app): State<App>,
    asked: Asked,
    _actor: SignedIn,
    Query(search): Query<Search>,
) -> Result<Html<String>, PageFailure> {
    let words = search.q.trim();
    let article = if words.is_empty() {
        index::article(app.rulebook(), asked.lang)
    } else {
        index::found(app.rulebook(), words, asked.lang)
    };
    drawn(&asked, article, words)
}

/// A policy.
pub async fn policy(
    State(app): State<App>,
    asked: Asked,
    _actor: SignedIn,
    Path(id): Path<String>,
) -> Result<Html<String>, PageFailure> {
    let policy = app.rulebook().policy(&id).ok_or(Failure::NotFound)?;
    let article = policies::article(policy, app.rulebook(), app.today(), asked.lang);
    drawn(&asked, article, "")
}

/// A register.
pub async fn register(
    State(app): State<App>,
    asked: Asked,
    _actor: SignedIn,
    Path(name): Path<String>,
) -> Result<Html<String>, PageFailure> {
    let register = app.rulebook().register(&name).ok_or(Failure::NotFound)?;
    drawn(&asked, registers::article(register, asked.lang), "")
}

/// A code list.
pub async fn codes(
    State(app): State<App>,
    asked: Asked,
    _actor: SignedIn,
    Path(name): Path<String>,
) -> Result<Html<String>, PageFailure> {
    let list = app.rulebook().code_list(&name).ok_or(Failure::NotFound)?;
    drawn(&asked, registers::code_article(list, asked.lang), "")
}

/// A kind of matter.
pub async fn matter(
    State(app): State<App>,
    asked: Asked,
    _actor: SignedIn,
    Path(name): Path<String>,
) -> Result<Html<String>, PageFailure> {
    let kind = app.rulebook().matter(&name).ok_or(Failure::NotFound)?;
    drawn(&asked, matters::article(kind, asked.lang), "")
}

/// The working days.
pub async fn calendar(
    State(app): State<App>,
    asked: Asked,
    _actor: SignedIn,
) -> Result<Html<String>, PageFailure> {
    let article = matters::calendar_article(&app.rulebook().calendar, asked.lang);
    drawn(&asked, article, "")
}

/// A worked example, by its number.
pub async fn example(
    State(app): State<App>,
    asked: Asked,
    _actor: SignedIn,
    Path(number): Path<usize>,
) -> Result<Html<String>, PageFailure> {
    let examples = &app.rulebook().examples;
    let example = number.checked_sub(1).and_then(|index| examples.get(index));
    let example = example.ok_or(Failure::NotFound)?;
    let article = policies::example_article(example, app.rulebook(), asked.lang);
    drawn(&asked, article, "")
}

fn drawn(asked: &Asked, article: Article, words: &str) -> Result<Html<String>, PageFailure> {
    let mut page = asked.page(&article.title, &article.title);
    page.lead.clone_from(&article.lead);
    if !matches!(asked.here.as_str(), "/rulebook") {
        page.crumbs = vec![Link::new(asked.lang.say("标准库", "Rulebook"), "/rulebook")];
    }
    html(&ArticlePage {
        page,
        words: words.to_owned(),
        article,
    })
}
