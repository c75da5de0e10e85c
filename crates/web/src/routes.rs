//! Every address, on one screen.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{MethodRouter, get, post};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::trace::TraceLayer;

use crate::pages::explanations::figure;
use crate::pages::schools::school;
use crate::pages::{counties, exports, home, language, organisations, periods, review, set_up, sign_in};
use crate::{Shared, api, assets, failure, same_origin, security_headers, session};

/// The most that a request may carry, uploads apart: forms and pasted blocks.
const BODY_LIMIT: usize = 4 << 20;

pub fn router(shared: Shared) -> Router {
    let mut router = pages()
        .router
        .merge(api::routes())
        .merge(assets::routes())
        .layer(CatchPanicLayer::new())
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(from_fn(same_origin::guard))
        .layer(from_fn_with_state(shared.clone(), session::recognise))
        .layer(from_fn(failure::render))
        .layer(from_fn(security_headers::add));
    if shared.settings.is_secure {
        router = router.layer(from_fn(security_headers::add_strict_transport));
    }
    router
        .layer(CompressionLayer::new())
        .layer(TraceLayer::new_for_http())
        .with_state(shared)
}

/// The pages' addresses. Those of the API stand with its handlers, and in `/api/openapi.json`.
fn pages() -> Pages {
    Pages::new()
        // Everybody
        .route("/sign-in", get(sign_in::form).post(sign_in::submit))
        .route("/sign-out", post(sign_in::sign_out))
        .route("/language", post(language::choose))
        .route("/set-up", get(set_up::form).post(set_up::submit))
        // Whoever is signed in
        .route("/", get(home::page))
        // The office
        .route(
            "/counties/{county}/periods",
            get(periods::page).post(periods::open),
        )
        .route(
            "/counties/{county}/periods/{period}",
            get(review::board::page),
        )
        .route(
            "/counties/{county}/periods/{period}/board.xlsx",
            get(review::board::export),
        )
        .route(
            "/counties/{county}/periods/{period}/complete",
            post(periods::complete),
        )
        .route(
            "/counties/{county}/periods/{period}/accept",
            post(review::act::accept_many),
        )
        .route(
            "/counties/{county}/periods/{period}/remind",
            post(review::act::remind),
        )
        .route(
            "/counties/{county}/exemptions",
            get(review::exemptions::page),
        )
        .route(
            "/counties/{county}/exemptions/{exemption}",
            post(review::exemptions::decide),
        )
        .route(
            "/exemptions/{exemption}/evidence",
            get(review::exemptions::evidence),
        )
        .route(
            "/reminders",
            get(review::reminders::page).post(review::reminders::read),
        )
        // Reading
        .route("/organisations", get(organisations::page))
        .route("/organisations/{node}", get(organisations::node))
        .route("/counties/{county}", get(counties::overview::page))
        .route("/counties/{county}/compare", get(counties::compare::page))
        .route("/counties/{county}/what-if", get(counties::what_if::page))
        .route("/counties/{county}/indicators/{indicator}", get(counties::indicator::page))
        .route("/counties/{county}/indicators/{indicator}/explanation", get(figure::of_county))
        .route("/counties/{county}/indicators/{indicator}/schools.xlsx", get(exports::indicator_schools))
        .route("/counties/{county}/indicators/{indicator}/breaking.xlsx", get(exports::indicator_breaking))
        .route("/counties/{county}/variations.xlsx", get(exports::variations))
        .route("/counties/{county}/report.xlsx", get(exports::county_workbook))
        .route("/counties/{county}/report.docx", get(exports::county_document))
        .route("/counties/{county}/schools", get(counties::schools::page))
        .route("/counties/{county}/schools.xlsx", get(exports::all_schools))
        .route("/counties/{county}/schools/{code}", get(school::page))
        .route("/counties/{county}/schools/{code}/indicators/{indicator}", get(figure::of_school))
        .route("/counties/{county}/schools/{code}/table.xlsx", get(exports::school))
        .route("/schools/{school}", get(school::by_organisation))
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
