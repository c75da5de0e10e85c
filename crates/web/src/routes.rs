//! Every address, on one screen.

use axum::Router;
use axum::extract::Request;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{MethodRouter, get, post};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::trace::TraceLayer;

use crate::limits::{form_limit, upload_limit};
use crate::pages::explanations::figure;
use crate::pages::exports::side_by_side;
use crate::pages::hand_ins::{
    answer, asking, board, entry, files, for_all, grid, hand_in, moves, revisions,
};
use crate::pages::organisations_admin as places;
use crate::pages::rulebook::pages as rulebook;
use crate::pages::schools::school;
use crate::pages::{
    burden, counties, exports, home, language, organisations, periods, review, set_up, sign_in,
    snapshots,
};
use crate::pages::{jobs, journal, me, people};
use crate::{Shared, api, assets, failure_page, heard_out, same_origin, security_headers, session};

pub fn router(shared: Shared) -> Router {
    let mut router = pages()
        .router
        .merge(api::routes())
        .merge(assets::routes())
        .layer(CatchPanicLayer::new())
        .layer(form_limit())
        .layer(from_fn(same_origin::guard))
        .layer(from_fn_with_state(shared.clone(), session::recognise))
        .layer(from_fn_with_state(shared.clone(), failure_page::render))
        .layer(from_fn(security_headers::add));
    if shared.settings.is_secure {
        router = router.layer(from_fn(security_headers::add_strict_transport));
    }
    router
        .layer(CompressionLayer::new())
        .layer(from_fn(heard_out::hear_out))
        .layer(TraceLayer::new_for_http().make_span_with(what_is_logged))
        .with_state(shared)
}

/// What the log says of a request: never its query, where somebody may look for a name.
fn what_is_logged(request: &Request) -> tracing::Span {
    tracing::debug_span!("request", method = %request.method(), path = request.uri().path())
}

/// The pages' addresses. Those of the API stand with its handlers, and in `/api/openapi.json`.
fn pages() -> Pages {
    [handing_in, office, accounts, reading, looking_on]
        .into_iter()
        .fold(Pages::new(), |pages, section| section(pages))
}

/// Signing in, one's own account, and those who keep accounts and organisations.
#[rustfmt::skip]
fn accounts(pages: Pages) -> Pages {
    pages
        // Everybody
        .route("/sign-in", get(sign_in::form).post(sign_in::submit))
        .route("/sign-out", post(sign_in::sign_out))
        .route("/language", post(language::choose))
        .route("/set-up", get(set_up::form).post(set_up::submit))
        // One's own account
        .route("/me", get(me::account::page))
        .route("/me/name", get(me::account::back).post(me::account::change_name))
        .route("/me/password", get(me::password::form).post(me::password::submit))
        .route("/me/totp", get(me::codes::form).post(me::codes::begin))
        .route("/me/totp/end", get(me::codes::ask_end).post(me::codes::end))
        .route("/me/recovery-codes", get(me::codes::ask_renew).post(me::codes::renew))
        .route("/me/sessions/{handle}/end", post(me::account::end_session))
        .route("/me/tokens", get(me::account::back).post(me::tokens::make))
        .route("/me/tokens/{id}/revoke", post(me::tokens::revoke))
        // Keeping organisations
        .route("/admin/organisations", get(places::list::page))
        .route("/admin/organisations/add", get(places::add::form).post(places::add::submit))
        .route("/admin/organisations/empty-list.xlsx", get(places::import::empty_list))
        .route("/admin/organisations/{id}", get(places::one::form).post(places::one::submit))
        .route("/admin/organisations/{id}/move", post(places::one::move_it))
        .route("/admin/organisations/{id}/import", get(places::import::form).post(places::import::submit).layer(upload_limit()))
        // Keeping people
        .route("/admin/people", get(people::list::page))
        .route("/admin/people/add", get(people::add::form).post(people::add::submit))
        .route("/admin/people/school-accounts", get(people::accounts::form).post(people::accounts::submit))
        .route("/admin/people/{id}", get(people::one::page))
        .route("/admin/people/{id}/change", get(people::one::back).post(people::actions::change))
        .route("/admin/people/{id}/roles", get(people::one::back).post(people::actions::grant))
        .route("/admin/people/{id}/roles/{grant}/revoke", post(people::actions::revoke))
        .route("/admin/people/{id}/enable", post(people::actions::enable))
        .route("/admin/people/{id}/disable", get(people::actions::ask_disable).post(people::actions::disable))
        .route("/admin/people/{id}/end-sessions", post(people::actions::end_sessions))
        .route("/admin/people/{id}/reset-password", get(people::actions::ask_reset_password).post(people::actions::reset_password))
        .route("/admin/people/{id}/reset-totp", get(people::actions::ask_reset_totp).post(people::actions::reset_totp))
}

/// What clerks and principals do.
#[rustfmt::skip]
fn handing_in(pages: Pages) -> Pages {
    pages
        .route("/hand-ins", get(board::page))
        .route("/hand-ins/export", get(board::export))
        .route("/hand-ins/for-all", get(for_all::form).post(for_all::submit).layer(upload_limit()))
        .route("/hand-ins/for-all/{job}", get(for_all::job))
        .route("/hand-ins/for-all/{job}/marked", get(for_all::marked))
        .route("/hand-ins/for-all/{job}/cancel", post(for_all::cancel))
        .route("/hand-ins/for-all/{job}/restart", post(for_all::restart))
        .route("/hand-ins/{id}", get(hand_in::page))
        .route("/hand-ins/{id}/submit", post(moves::submit))
        .route("/hand-ins/{id}/withdraw", post(moves::withdraw))
        .route("/hand-ins/{id}/explain", post(moves::explain))
        .route("/hand-ins/{id}/give-up", post(moves::give_up))
        .route("/hand-ins/{id}/upload", post(entry::upload).layer(upload_limit()))
        .route("/hand-ins/{id}/copy", post(revisions::copy))
        .route("/hand-ins/{id}/export", get(files::export))
        .route("/hand-ins/{id}/template", get(files::template))
        .route("/hand-ins/{id}/exemption", get(asking::exemption).post(asking::ask_exemption).layer(upload_limit()))
        .route("/hand-ins/{id}/grid", get(grid::page).post(grid::save))
        .route("/hand-ins/{id}/revisions/{number}", get(revisions::page))
        .route("/hand-ins/{id}/revisions/{number}/restore", post(revisions::restore))
        .route("/hand-ins/{id}/unmask/{row}", get(asking::unmask).post(asking::show_personal))
        .route("/hand-ins/{id}/uploads/{evidence}", get(answer::page))
        .route("/hand-ins/{id}/uploads/{evidence}/marked", get(answer::marked))
}

/// What the office does: periods, review, freezing.
#[rustfmt::skip]
fn office(pages: Pages) -> Pages {
    pages
        .route("/burden", get(burden::first))
        .route("/burden/{node}", get(burden::page))
        .route("/burden/{node}/table.xlsx", get(burden::export))
        .route("/counties/{county}/periods", get(periods::page).post(periods::open))
        .route("/counties/{county}/periods/{period}", get(review::board::page))
        .route("/counties/{county}/periods/{period}/board.xlsx", get(review::board::export))
        .route("/counties/{county}/periods/{period}/complete", post(periods::complete))
        .route("/counties/{county}/periods/{period}/accept", post(review::act::accept_many))
        .route("/counties/{county}/periods/{period}/remind", post(review::act::remind))
        .route("/counties/{county}/exemptions", get(review::exemptions::page))
        .route("/counties/{county}/exemptions/{exemption}", post(review::exemptions::decide))
        .route("/exemptions/{exemption}/evidence", get(review::exemptions::evidence))
        .route("/reminders", get(review::reminders::page).post(review::reminders::read))
        .route("/counties/{county}/periods/{period}/answers/{job}", get(review::answers::page))
        .route("/counties/{county}/periods/{period}/freeze", get(snapshots::freeze::page).post(snapshots::freeze::submit))
        .route("/counties/{county}/periods/{period}/correct", get(snapshots::correct::page).post(snapshots::correct::submit))
        .route("/counties/{county}/periods/{period}/compare", get(snapshots::compare::page))
        .route("/counties/{county}/periods/{period}/compare.xlsx", get(snapshots::compare::export))
        .route("/hand-ins/{id}/review", get(review::one::page))
        .route("/hand-ins/{id}/accept", post(review::one::accept))
        .route("/hand-ins/{id}/give-back", post(review::one::give_back))
}

/// Verdicts, figures and where they come from.
#[rustfmt::skip]
fn reading(pages: Pages) -> Pages {
    pages
        // Whoever is signed in
        .route("/", get(home::page))
        .route("/review", get(home::review))
        // The rulebook
        .route("/rulebook", get(rulebook::first))
        .route("/rulebook/policies/{policy}", get(rulebook::policy))
        .route("/rulebook/registers/{register}", get(rulebook::register))
        .route("/rulebook/codes/{list}", get(rulebook::codes))
        .route("/rulebook/matters/{kind}", get(rulebook::matter))
        .route("/rulebook/tables.xlsx", get(rulebook::tables))
        .route("/rulebook/sources", get(rulebook::sources))
        .route("/rulebook/calendar", get(rulebook::calendar))
        .route("/rulebook/examples/{number}", get(rulebook::example))
        // Counties and schools
        .route("/organisations", get(organisations::page))
        .route("/organisations.xlsx", get(organisations::export))
        .route("/organisations/{node}", get(organisations::node))
        .route("/counties/{county}", get(counties::overview::page))
        .route("/counties/{county}/compare", get(counties::compare::page))
        .route("/counties/{county}/compare.xlsx", get(side_by_side::compare))
        .route("/counties/{county}/what-if.xlsx", get(side_by_side::supposed))
        .route("/counties/{county}/what-if", get(counties::what_if::page))
        .route("/counties/{county}/indicators/{indicator}", get(counties::indicator::page))
        .route("/counties/{county}/indicators/{indicator}/explanation", get(figure::of_county))
        .route("/counties/{county}/indicators/{indicator}/schools.xlsx", get(exports::indicator_schools))
        .route("/counties/{county}/indicators/{indicator}/breaking.xlsx", get(exports::indicator_breaking))
        .route("/counties/{county}/variations.xlsx", get(exports::variations))
        .route("/counties/{county}/report", post(counties::report::make))
        .route("/counties/{county}/schools", get(counties::schools::page))
        .route("/counties/{county}/schools.xlsx", get(exports::all_schools))
        .route("/counties/{county}/schools/{code}", get(school::page))
        .route("/counties/{county}/schools/{code}/indicators/{indicator}", get(figure::of_school))
        .route("/counties/{county}/schools/{code}/table.xlsx", get(exports::school))
        .route("/schools/{school}", get(school::by_organisation))
}

/// The journal and long work.
#[rustfmt::skip]
fn looking_on(pages: Pages) -> Pages {
    pages
        .route("/journal", get(journal::page))
        .route("/journal.xlsx", get(journal::export))
        .route("/jobs", get(jobs::list))
        .route("/jobs/{id}", get(jobs::page))
        .route("/jobs/{id}/progress", get(jobs::progress))
        .route("/jobs/{id}/file", get(jobs::file))
        .route("/jobs/{id}/first-passwords", post(jobs::first_passwords))
        .route("/jobs/{id}/cancel", post(jobs::cancel))
        .route("/jobs/{id}/restart", post(jobs::restart))
}

/// Every address of a page, for the test that walks them all.
pub fn page_addresses() -> Vec<&'static str> {
    pages().addresses
}

/// A router of pages that knows its own addresses.
struct Pages {
    router: Router<Shared>,
    addresses: Vec<&'static str>,
}

impl Pages {
    fn new() -> Self {
        Self {
            router: Router::new(),
            addresses: Vec::new(),
        }
    }

    fn route(mut self, address: &'static str, methods: MethodRouter<Shared>) -> Self {
        self.addresses.push(address);
        self.router = self.router.route(address, methods);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::page_addresses;

    #[test]
    fn every_address_stands_once() {
        // A router panics over an address that is given twice, so that the server would not start.
        let mut addresses = page_addresses();
        let all = addresses.len();
        addresses.sort_unstable();
        addresses.dedup();
        assert_eq!(addresses.len(), all);
    }
}
