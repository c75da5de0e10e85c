//! Everything that the pages can do, the API can: for each address of a page, the calls that do and tell the same.

use std::collections::BTreeSet;

use junheng_web::{api_document, page_addresses};

/// A page that does and tells nothing of its own: it asks first, leads on, or shows a form.
const LEADS_ON: &str = "";

/// The page's address; what it shows and does, as calls, one a word. `GET` is left out.
#[rustfmt::skip]
const BOTH: &[(&str, &str)] = &[
    ("/", "/me/today"),
    ("/sign-in", "POST/sign-in"),
    ("/sign-out", "POST/sign-out"),
    ("/language", "PUT/me/language"),
    ("/set-up", "POST/set-up"),
    ("/me", "/me /me/sessions /me/tokens"),
    ("/me/name", "PUT/me/name"),
    ("/me/password", "PUT/me/password"),
    ("/me/totp", "/me/totp POST/me/totp"),
    ("/me/totp/end", "POST/me/totp/end"),
    ("/me/recovery-codes", "POST/me/recovery-codes"),
    ("/me/sessions/{handle}/end", "DELETE/me/sessions/{handle}"),
    ("/me/tokens", "POST/me/tokens"),
    ("/me/tokens/{id}/revoke", "DELETE/me/tokens/{id}"),
    ("/admin/organisations", "/admin/organisations"),
    ("/admin/organisations/add", "POST/admin/organisations"),
    ("/admin/organisations/empty-list.xlsx", "/admin/organisations/empty-list.xlsx"),
    ("/admin/organisations/{id}", "/admin/organisations/{id} PUT/admin/organisations/{id}"),
    ("/admin/organisations/{id}/move", "POST/admin/organisations/{id}/move"),
    ("/admin/organisations/{id}/import", "POST/admin/organisations/{id}/import /admin/organisations/imports/{job}/problems"),
    ("/admin/people", "/admin/people"),
    ("/admin/people/add", "POST/admin/people"),
    ("/admin/people/school-accounts", "POST/admin/people/school-accounts"),
    ("/admin/people/{id}", "/admin/people/{id}"),
    ("/admin/people/{id}/change", "PUT/admin/people/{id}"),
    ("/admin/people/{id}/roles", "POST/admin/people/{id}/roles"),
    ("/admin/people/{id}/roles/{grant}/revoke", "DELETE/admin/people/{id}/roles/{grant}"),
    ("/admin/people/{id}/enable", "POST/admin/people/{id}/enable"),
    ("/admin/people/{id}/disable", "POST/admin/people/{id}/disable"),
    ("/admin/people/{id}/end-sessions", "POST/admin/people/{id}/end-sessions"),
    ("/admin/people/{id}/reset-password", "POST/admin/people/{id}/reset-password"),
    ("/admin/people/{id}/reset-totp", "POST/admin/people/{id}/reset-totp"),
    ("/hand-ins", "/hand-ins"),
    ("/hand-ins/export", "/hand-ins"),
    ("/hand-ins/for-all", "POST/hand-ins/for-all"),
    ("/hand-ins/for-all/{job}", "/jobs/{id}"),
    ("/hand-ins/for-all/{job}/marked", "/hand-ins/for-all/{job}/marked.xlsx"),
    ("/hand-ins/for-all/{job}/cancel", "POST/jobs/{id}/cancel"),
    ("/hand-ins/for-all/{job}/restart", "POST/jobs/{id}/restart"),
    ("/hand-ins/{id}", "/hand-ins/{id} /hand-ins/{id}/rows"),
    ("/hand-ins/{id}/submit", "POST/hand-ins/{id}/submit"),
    ("/hand-ins/{id}/withdraw", "POST/hand-ins/{id}/withdraw"),
    ("/hand-ins/{id}/explain", "POST/hand-ins/{id}/explain"),
    ("/hand-ins/{id}/give-up", "POST/hand-ins/{id}/give-up"),
    ("/hand-ins/{id}/upload", "POST/hand-ins/{id}/upload"),
    ("/hand-ins/{id}/copy", "POST/hand-ins/{id}/copy"),
    ("/hand-ins/{id}/export", "/hand-ins/{id}/rows.xlsx"),
    ("/hand-ins/{id}/template", "/hand-ins/{id}/template.xlsx"),
    ("/hand-ins/{id}/exemption", "POST/hand-ins/{id}/exemption"),
    ("/hand-ins/{id}/grid", "/hand-ins/{id}/rows PUT/hand-ins/{id}/rows"),
    ("/hand-ins/{id}/revisions/{number}", "/hand-ins/{id}/revisions/{number}"),
    ("/hand-ins/{id}/revisions/{number}/restore", "POST/hand-ins/{id}/revisions/{number}/restore"),
    ("/hand-ins/{id}/unmask/{row}", "POST/hand-ins/{id}/rows/{row}/unmask"),
    ("/hand-ins/{id}/uploads/{evidence}", "/hand-ins/{id}/uploads/{evidence}"),
    ("/hand-ins/{id}/uploads/{evidence}/marked", "/hand-ins/{id}/uploads/{evidence}/marked.xlsx"),
    ("/burden", LEADS_ON),
    ("/burden/{node}", "/organisations/{id}/burden"),
    ("/burden/{node}/table.xlsx", "/organisations/{id}/burden"),
    ("/counties/{county}/periods", "/counties/{county}/periods POST/counties/{county}/periods"),
    ("/counties/{county}/periods/{period}", "/counties/{county}/periods/{period}/board /counties/{county}/periods/{period}/due"),
    ("/counties/{county}/periods/{period}/board.xlsx", "/counties/{county}/periods/{period}/board"),
    ("/counties/{county}/periods/{period}/complete", "POST/counties/{county}/periods/{period}/complete"),
    ("/counties/{county}/periods/{period}/accept", "POST/counties/{county}/periods/{period}/accept"),
    ("/counties/{county}/periods/{period}/remind", "POST/counties/{county}/periods/{period}/remind"),
    ("/counties/{county}/exemptions", "/counties/{county}/exemptions"),
    ("/counties/{county}/exemptions/{exemption}", "POST/exemptions/{id}/decide"),
    ("/exemptions/{exemption}/evidence", "/exemptions/{id}/evidence"),
    ("/reminders", "/me/reminders POST/me/reminders/read"),
    ("/counties/{county}/periods/{period}/answers/{job}", "/jobs/{id}"),
    ("/counties/{county}/periods/{period}/freeze", "/counties/{county}/periods/{period}/readiness /counties/{county}/periods/{period}/versions POST/counties/{county}/periods/{period}/versions"),
    ("/counties/{county}/periods/{period}/correct", "POST/counties/{county}/periods/{period}/correct"),
    ("/counties/{county}/periods/{period}/compare", "/counties/{county}/periods/{period}/compare"),
    ("/counties/{county}/periods/{period}/compare.xlsx", "/counties/{county}/periods/{period}/compare"),
    ("/hand-ins/{id}/review", "/hand-ins/{id} /hand-ins/{id}/rows /hand-ins/{id}/against-last-year"),
    ("/hand-ins/{id}/accept", "POST/hand-ins/{id}/accept"),
    ("/hand-ins/{id}/give-back", "POST/hand-ins/{id}/give-back"),
    ("/review", LEADS_ON),
    ("/rulebook", "/rulebook"),
    ("/rulebook/policies/{policy}", "/rulebook/policies/{policy}"),
    ("/rulebook/registers/{register}", "/rulebook/registers/{register}"),
    ("/rulebook/codes/{list}", "/rulebook/codes/{list}"),
    ("/rulebook/matters/{kind}", "/rulebook/matters/{kind}"),
    ("/rulebook/tables.xlsx", "/rulebook/policies/{policy} /rulebook/registers/{register} /rulebook/codes/{list}"),
    ("/rulebook/sources", "/rulebook/sources"),
    ("/rulebook/calendar", "/rulebook/calendar"),
    ("/rulebook/examples/{number}", "/rulebook/examples/{number}"),
    ("/organisations", "/standings"),
    ("/organisations.xlsx", "/standings"),
    ("/organisations/{node}", "/standings"),
    ("/counties/{county}", "/counties/{county}/findings /counties/{county}/periods/{period}/due"),
    ("/counties/{county}/compare", "/counties/{county}/compare"),
    ("/counties/{county}/compare.xlsx", "/counties/{county}/compare"),
    ("/counties/{county}/what-if", "/counties/{county}/what-if"),
    ("/counties/{county}/what-if.xlsx", "/counties/{county}/what-if"),
    ("/counties/{county}/indicators/{indicator}", "/counties/{county}/findings /counties/{county}/schools"),
    ("/counties/{county}/indicators/{indicator}/explanation", "/counties/{county}/indicators/{indicator}/explanation"),
    ("/counties/{county}/indicators/{indicator}/schools.xlsx", "/counties/{county}/findings"),
    ("/counties/{county}/indicators/{indicator}/breaking.xlsx", "/counties/{county}/indicators/{indicator}/explanation"),
    ("/counties/{county}/variations.xlsx", "/counties/{county}/findings"),
    ("/counties/{county}/report", "POST/counties/{county}/reports"),
    ("/counties/{county}/schools", "/counties/{county}/schools"),
    ("/counties/{county}/schools.xlsx", "/counties/{county}/schools"),
    ("/counties/{county}/schools/{code}", "/counties/{county}/schools/{code} /counties/{county}/schools/{code}/contacts /hand-ins"),
    ("/counties/{county}/schools/{code}/indicators/{indicator}", "/counties/{county}/schools/{code}/indicators/{indicator}/explanation"),
    ("/counties/{county}/schools/{code}/table.xlsx", "/counties/{county}/schools/{code}"),
    ("/schools/{school}", LEADS_ON),
    ("/journal", "/journal"),
    ("/journal.xlsx", "/journal"),
    ("/jobs", "/jobs"),
    ("/jobs/{id}", "/jobs/{id}"),
    ("/jobs/{id}/progress", "/jobs/{id}"),
    ("/jobs/{id}/file", "/jobs/{id}/file"),
    ("/jobs/{id}/first-passwords", "POST/jobs/{id}/first-passwords"),
    ("/jobs/{id}/cancel", "POST/jobs/{id}/cancel"),
    ("/jobs/{id}/restart", "POST/jobs/{id}/restart"),
];

/// Every call that the API's description has, written as in [`BOTH`].
fn calls() -> BTreeSet<String> {
    let document = serde_json::to_value(api_document()).expect("JSON");
    let paths = document["paths"].as_object().expect("paths").iter();
    let calls = paths.flat_map(|(path, item)| {
        let path = path.trim_start_matches("/api/v1");
        let methods = item.as_object().expect("operations").keys();
        methods.map(move |method| match method.as_str() {
            "get" => path.to_owned(),
            other => format!("{}{path}", other.to_uppercase()),
        })
    });
    calls.collect()
}

#[test]
fn what_the_pages_can_do_the_api_can_and_the_other_way_round() {
    let pages: BTreeSet<&str> = BOTH.iter().map(|(page, _)| *page).collect();
    let addresses: BTreeSet<&str> = page_addresses().into_iter().collect();
    assert_eq!(pages, addresses, "each page stands in the table");
    let named: BTreeSet<String> = BOTH
        .iter()
        .flat_map(|(_, calls)| calls.split_whitespace())
        .map(str::to_owned)
        .collect();
    assert_eq!(
        named,
        calls(),
        "each call stands in the table, and each is there"
    );
}
