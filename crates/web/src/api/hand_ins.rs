//! Handing in by the API: what the pages of the school's side do.

mod burden;
mod checks;
mod files;
mod list;
mod moves;
mod one;
mod revisions;
mod rows;
mod uploads;

pub use list::HandInLine;

use utoipa_axum::router::OpenApiRouter;

use crate::Shared;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .merge(list::routes())
        .merge(one::routes())
        .merge(rows::routes())
        .merge(uploads::routes())
        .merge(checks::routes())
        .merge(moves::routes())
        .merge(revisions::routes())
        .merge(burden::routes())
        .merge(files::routes())
}
