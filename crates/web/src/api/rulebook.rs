//! The rulebook's pages as JSON.

use axum::Json;
use axum::extract::Path;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Shared;
use crate::api::answers::Failures;
use crate::api::requests::Asks;
use crate::failure::PageFailure;
use crate::pages::rulebook::article::Article;
use crate::pages::rulebook::shelf::Shelf;
use crate::request::Reader;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(first))
        .routes(routes!(policy))
        .routes(routes!(register))
        .routes(routes!(codes))
        .routes(routes!(matter))
        .routes(routes!(calendar))
        .routes(routes!(sources))
        .routes(routes!(example))
}

/// What a call of this file answers.
type Answer = Result<Json<Article>, PageFailure>;

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Search {
    /// What to look for; everything is listed when left out.
    q: String,
}

fn answer(reader: &Reader, shelf: &Shelf) -> Answer {
    Ok(Json(shelf.article(&reader.app, reader.lang())?))
}

/// What there is in the rulebook, or what a search finds in it.
#[utoipa::path(get, path = "/rulebook", tag = "rulebook", params(Search), responses((status = 200, body = Article), Failures))]
async fn first(reader: Reader, Asks(search): Asks<Search>) -> Answer {
    answer(&reader, &Shelf::searched(&search.q))
}

/// A policy: indicators with formulas, standards by layer and date, rules, sources.
#[utoipa::path(get, path = "/rulebook/policies/{policy}", tag = "rulebook", params(("policy" = String, Path)), responses((status = 200, body = Article), Failures))]
async fn policy(reader: Reader, Path(id): Path<String>) -> Answer {
    answer(&reader, &Shelf::Policy(id))
}

/// A register: columns and checks.
#[utoipa::path(get, path = "/rulebook/registers/{register}", tag = "rulebook", params(("register" = String, Path)), responses((status = 200, body = Article), Failures))]
async fn register(reader: Reader, Path(id): Path<String>) -> Answer {
    answer(&reader, &Shelf::Register(id))
}

/// A code list.
#[utoipa::path(get, path = "/rulebook/codes/{list}", tag = "rulebook", params(("list" = String, Path)), responses((status = 200, body = Article), Failures))]
async fn codes(reader: Reader, Path(id): Path<String>) -> Answer {
    answer(&reader, &Shelf::Codes(id))
}

/// A kind of matter: states, moves, deadlines.
#[utoipa::path(get, path = "/rulebook/matters/{kind}", tag = "rulebook", params(("kind" = String, Path)), responses((status = 200, body = Article), Failures))]
async fn matter(reader: Reader, Path(id): Path<String>) -> Answer {
    answer(&reader, &Shelf::Matter(id))
}

/// The holidays by which working days are counted.
#[utoipa::path(get, path = "/rulebook/calendar", tag = "rulebook", responses((status = 200, body = Article), Failures))]
async fn calendar(reader: Reader) -> Answer {
    answer(&reader, &Shelf::Calendar)
}

/// Where everything comes from, what no text confirms first.
#[utoipa::path(get, path = "/rulebook/sources", tag = "rulebook", responses((status = 200, body = Article), Failures))]
async fn sources(reader: Reader) -> Answer {
    answer(&reader, &Shelf::Sources)
}

/// A worked example, by its number from one.
#[utoipa::path(get, path = "/rulebook/examples/{number}", tag = "rulebook", params(("number" = usize, Path)), responses((status = 200, body = Article), Failures))]
async fn example(reader: Reader, Path(number): Path<usize>) -> Answer {
    answer(&reader, &Shelf::Example(number.to_string()))
}
