//! Somebody's roles and account.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use junheng_app::{App, FieldError, PersonKept, RoleGrant};
use serde::Deserialize;

use super::{moment, roles};
use crate::components::{Choice, Field, FieldKind, Flash, Form, Link, Page};
use crate::failure::PageFailure;
use crate::lang::Lang;
use crate::pages::said::{error_of, said};
use crate::request::{Asked, html};
use crate::session::SignedIn;

#[derive(Template)]
#[template(path = "people/one.html")]
struct PersonPage {
    page: Page,
    id: i64,
    whole_account: bool,
    is_disabled: bool,
    is_oneself: bool,
    uses_codes: bool,
    facts: Vec<(&'static str, String)>,
    roles: Vec<RoleRow>,
    former: Vec<RoleRow>,
    sessions: Vec<String>,
    change: Form,
    grant: Form,
}

struct RoleRow {
    role: &'static str,
    organisation: String,
    since: String,
    until: String,
    revoke: String,
}

/// What was just done, from the address.
#[derive(Debug, Default, Deserialize)]
pub struct Done {
    done: Option<String>,
}

/// What a form that was not carried out comes back with.
#[derive(Default)]
pub struct Returned {
    pub errors: Vec<FieldError>,
    pub flashes: Vec<Flash>,
    pub name: Option<String>,
    /// A new telephone number that was typed.
    pub phone: String,
    pub role: String,
    /// Where the role was to be granted.
    pub organisation: Option<i64>,
}

/// The page.
pub async fn page(
    State(app): State<App>,
    asked: Asked,
    actor: SignedIn,
    Path(id): Path<i64>,
    Query(done): Query<Done>,
) -> Result<Response, PageFailure> {
    let returned = Returned {
        flashes: said(done.done.as_deref(), asked.lang),
        ..Returned::default()
    };
    Ok(drawn(&app, &asked, &actor, id, returned)
        .await?
        .into_response())
}

/// From the address of a form that came back, where a reload or another language leads to.
pub async fn back(_: SignedIn, Path(id): Path<i64>) -> Redirect {
    Redirect::to(&format!("/admin/people/{id}"))
}

/// The page, with what a form comes back with.
pub async fn drawn(
    app: &App,
    asked: &Asked,
    actor: &SignedIn,
    id: i64,
    returned: Returned,
) -> Result<Html<String>, PageFailure> {
    let kept = app.person_kept(actor, id).await?;
    let places = app.places_for_people(actor).await?;
    let lang = asked.lang;
    let mut page = asked.page("人员", "Person");
    page.title.clone_from(&kept.person.name);
    page.lead.clone_from(&kept.person.sign_in_name);
    page.crumbs = vec![Link::new(lang.say("人员", "People"), "/admin/people")];
    page.flashes.clone_from(&returned.flashes);
    let rows = |former: bool| -> Vec<RoleRow> {
        let grants = kept.grants.iter();
        let wanted = grants.filter(|grant| grant.revoked_at.is_some() == former);
        wanted.map(|grant| role_row(lang, grant)).collect()
    };
    let first = kept.grants.first().map(|grant| grant.organisation_id);
    let chosen = returned.organisation.or(first);
    let known = places
        .iter()
        .map(|place| Choice::new(place.id.to_string(), &place.name, chosen == Some(place.id)));
    html(&PersonPage {
        id,
        whole_account: kept.whole_account,
        is_disabled: kept.person.disabled_at.is_some(),
        is_oneself: actor.person == id,
        uses_codes: kept.person.totp_secret.is_some(),
        facts: facts(lang, &kept),
        roles: rows(false),
        former: rows(true),
        sessions: kept
            .sessions
            .iter()
            .map(|session| {
                format!(
                    "{} · {} · {}",
                    moment(session.seen_at),
                    session.address,
                    session.device
                )
            })
            .collect(),
        change: change(lang, &kept, &returned),
        grant: grant(lang, id, known.collect(), &returned),
        page,
    })
}

fn role_row(lang: Lang, grant: &RoleGrant) -> RoleRow {
    RoleRow {
        role: lang.say(grant.role.name(), grant.role.english()),
        organisation: grant.organisation.clone(),
        since: moment(grant.granted_at),
        until: grant.revoked_at.map(moment).unwrap_or_default(),
        revoke: format!(
            "/admin/people/{}/roles/{}/revoke",
            grant.person_id, grant.id
        ),
    }
}

fn facts(lang: Lang, kept: &PersonKept) -> Vec<(&'static str, String)> {
    let person = &kept.person;
    let account = if person.disabled_at.is_some() {
        lang.say("已停用", "disabled")
    } else if person.must_change {
        lang.say("下次登录须改密码", "has to change the password")
    } else {
        lang.say("正常", "in use")
    };
    let codes = if person.totp_secret.is_some() {
        lang.say("已启用", "in use")
    } else {
        lang.say("未启用", "not in use")
    };
    vec![
        (lang.say("账号", "Account"), account.to_owned()),
        (
            lang.say("电话", "Telephone"),
            masked(person.phone.as_deref()),
        ),
        (lang.say("动态验证码", "One-time codes"), codes.to_owned()),
        (lang.say("建立于", "Since"), moment(person.created_at)),
    ]
}

/// A telephone number without its middle.
fn masked(phone: Option<&str>) -> String {
    let Some(phone) = phone else {
        return crate::lang::NOTHING.to_owned();
    };
    let letters: Vec<char> = phone.chars().collect();
    let shown = |index: usize| index < 3 || index + 4 >= letters.len() && letters.len() > 7;
    let masked = letters.iter().enumerate();
    masked
        .map(|(index, letter)| if shown(index) { *letter } else { '*' })
        .collect()
}

fn change(lang: Lang, kept: &PersonKept, returned: &Returned) -> Form {
    let name = returned.name.as_ref().unwrap_or(&kept.person.name);
    Form {
        id: "change".to_owned(),
        action: format!("/admin/people/{}/change", kept.person.id),
        errors: Vec::new(),
        fields: vec![
            Field::new("name", lang.say("姓名", "Name"), FieldKind::Text)
                .filled(name)
                .error(error_of(&returned.errors, "name", lang)),
            Field::new(
                "phone",
                lang.say("新的电话", "New telephone number"),
                FieldKind::Digits,
            )
            .hint(lang.say(
                "不填就不改。加密保存。",
                "Empty leaves it as it is. Kept enciphered.",
            ))
            .filled(&returned.phone)
            .error(error_of(&returned.errors, "phone", lang))
            .optional(),
        ],
        submit: lang.say("保存", "Save").to_owned(),
        cancel: String::new(),
    }
}

fn grant(lang: Lang, id: i64, places: Vec<Choice>, returned: &Returned) -> Form {
    Form {
        id: "grant".to_owned(),
        action: format!("/admin/people/{id}/roles"),
        errors: Vec::new(),
        fields: vec![
            Field::new("role", lang.say("角色", "Role"), FieldKind::Choice)
                .choices(roles(lang, &returned.role))
                .error(error_of(&returned.errors, "role", lang)),
            Field::new(
                "organisation",
                lang.say("授予在", "Granted on"),
                FieldKind::Choice,
            )
            .choices(places)
            .hint(lang.say(
                "角色管到所选单位和它的下级。",
                "The role reaches down from the organisation.",
            )),
        ],
        submit: lang.say("授予", "Grant").to_owned(),
        cancel: String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn telephone_numbers_are_masked() {
        assert_eq!(masked(Some("13812345678")), "138****5678");
        assert_eq!(masked(Some("86123")), "861**");
        assert_eq!(masked(None), "—");
    }
}
