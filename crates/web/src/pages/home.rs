//! The front page: what is to be done today.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use junheng_app::App;
use junheng_app::today::{Today, subject};
use junheng_app::{SubmissionStatus, local};

use crate::components::Page;
use crate::failure::PageFailure;
use crate::lang::Lang;
use crate::request::{Asked, html};

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    page: Page,
    today: Today,
    /// What the person's own organisations have to hand in, the most pressing first.
    own: Vec<Pressing>,
}

/// Hand-ins that press alike.
struct Pressing {
    title: String,
    class: &'static str,
    lines: Vec<Line>,
}

struct Line {
    href: String,
    organisation: String,
    what: String,
    note: String,
}

/// What waits for whoever is signed in.
pub async fn page(State(app): State<App>, asked: Asked) -> Result<Response, PageFailure> {
    let Some(actor) = asked.actor.clone() else {
        let to = if app.is_empty().await? {
            "/set-up"
        } else {
            "/sign-in"
        };
        return Ok(Redirect::to(to).into_response());
    };
    let lang = asked.lang;
    let today = app.today_of(&actor).await?;
    let mut page = asked.page("今日", "Today");
    page.lead = local(app.now()).date().to_string();
    if let Some(person) = &mut page.person {
        person.unread = u64::try_from(today.unread).unwrap_or(0);
    }
    let own = [
        (
            lang.say("被退回，请改正", "Given back"),
            "returned",
            &today.returned,
        ),
        (lang.say("已逾期", "Overdue"), "overdue", &today.overdue),
        (
            lang.say("七天内到期", "Due within a week"),
            "soon",
            &today.soon,
        ),
    ];
    let own = own
        .into_iter()
        .filter(|(_, _, hand_ins)| !hand_ins.is_empty())
        .map(|(title, class, hand_ins)| Pressing {
            title: title.to_owned(),
            class,
            lines: hand_ins.iter().map(|hand_in| line(hand_in, lang)).collect(),
        })
        .collect();
    Ok(html(&HomePage { page, today, own })?.into_response())
}

fn line(hand_in: &SubmissionStatus, lang: Lang) -> Line {
    let due = hand_in.due_on.map_or_else(String::new, |due| match lang {
        Lang::Zh => format!("期限{due}"),
        Lang::En => format!("due {due}"),
    });
    let remarks = match (hand_in.remarks, lang) {
        (0, _) => String::new(),
        (count, Lang::Zh) => format!("，{count}条批注"),
        (count, Lang::En) => format!(", {count} remarks"),
    };
    Line {
        href: format!("/hand-ins/{}", hand_in.id),
        organisation: hand_in.organisation.clone(),
        what: lang.of(&subject(hand_in)).to_owned(),
        note: format!("{due}{remarks}"),
    }
}
