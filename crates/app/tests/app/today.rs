//! What the front page tells: how far one's own hand-ins are, what an administrator keeps, whom a leader calls.

use junheng_app::periods::OpenPeriod;
use junheng_app::reviewing::{BoardFilter, board::only};
use junheng_app::today::FirstSteps;
use junheng_model::Role;

use crate::house::{Folder, signed_in};

/// The only school's code.
const SCHOOL: &str = "2136000001";

fn period(name: &str, due_on: &str) -> OpenPeriod {
    OpenPeriod {
        name: name.to_owned(),
        due_on: due_on.to_owned(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clerk_is_told_how_far_his_school_is() {
    let (folder, app) = Folder::founded().await;
    let (clerk, _) = signed_in(&app, "data-clerk-of-school").await;
    let before = app.today_of(&clerk).await.expect("answers");
    assert_eq!(before.own, None, "nothing is opened yet");

    let (office, _) = signed_in(&app, "creation-office").await;
    let year = period("2025-2026", "2026-03-09");
    let opened = app.open_period(&office, folder.county, &year).await;
    opened.expect("opens");
    let own = app.today_of(&clerk).await.expect("answers").own;
    let own = own.expect("a period");
    assert_eq!((own.period.as_str(), own.days_left), ("2025-2026", 7));
    let progress = own.progress;
    assert!(progress.all > 0, "the school's own hand-ins");
    assert_eq!(progress.never_opened, progress.all);
    // The county hands in registers of its own, which are not the school's.
    let (of_county, _) = signed_in(&app, "data-clerk").await;
    let county = app.today_of(&of_county).await.expect("answers").own;
    assert_ne!(county.expect("a period").progress.all, progress.all);
    let (leader, _) = signed_in(&app, "leader").await;
    assert_eq!(app.today_of(&leader).await.expect("answers").own, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_outstanding_is_what_was_opened_and_what_was_not() {
    let (folder, app) = Folder::founded().await;
    let (office, _) = signed_in(&app, "creation-office").await;
    let year = period("2025-2026", "2026-03-31");
    let opened = app.open_period(&office, folder.county, &year).await;
    opened.expect("opens");
    let count = async |only: &str| {
        let filter = BoardFilter {
            only: Some(only.to_owned()),
            ..BoardFilter::default()
        };
        let board = app.board(&office, folder.county, &year.name, &filter).await;
        let board = board.expect("a board");
        let cells = board.rows.iter().flat_map(|row| &row.cells);
        cells.flatten().count()
    };
    let outstanding = count(only::OUTSTANDING).await;
    assert!(outstanding > 0);
    let opened_or_not = count(only::NEVER_OPENED).await + count(only::INCOMPLETE).await;
    assert_eq!(outstanding, opened_or_not);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_sees_what_his_county_still_lacks() {
    let (folder, app) = Folder::founded().await;
    let (keeper, _) = signed_in(&app, "administrator").await;
    let keeping = app.today_of(&keeper).await.expect("answers").keeping;
    let keeping = keeping.expect("he keeps a county");
    assert_eq!((keeping.under, keeping.schools), (folder.county, 1));
    assert_eq!(keeping.organisations, 2, "the county and its school");
    let lacking = FirstSteps {
        has_schools: true,
        has_clerks: true,
        has_office: true,
        has_period: false,
    };
    assert_eq!(keeping.first_steps, Some(lacking));

    let (office, _) = signed_in(&app, "creation-office").await;
    let year = period("2025-2026", "2026-03-31");
    let opened = app.open_period(&office, folder.county, &year).await;
    opened.expect("opens");
    let keeping = app.today_of(&keeper).await.expect("answers").keeping;
    let steps = keeping.and_then(|keeping| keeping.first_steps);
    assert!(steps.is_some_and(FirstSteps::are_done), "{steps:?}");
    assert_eq!(app.today_of(&office).await.expect("answers").keeping, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn whom_to_call_is_told_to_those_who_answer_for_the_county() {
    let (_folder, app) = Folder::founded().await;
    let school = [SCHOOL.to_owned()];
    for role in Role::ALL {
        let (actor, _) = signed_in(&app, &role.code().replace('_', "-")).await;
        let found = app.contacts(&actor, &school).await.expect("answers");
        let may_call = matches!(role, Role::CreationOffice | Role::Leader | Role::Inspector);
        let roles: Vec<Role> = found.iter().map(|contact| contact.role).collect();
        let expected: &[Role] = match may_call {
            true => &[Role::Principal, Role::DataClerk],
            false => &[],
        };
        assert_eq!(roles, expected, "{role}");
        assert!(found.iter().all(|contact| contact.phone.is_some()));
    }
    let (leader, _) = signed_in(&app, "leader").await;
    let nowhere = ["2136009999".to_owned()];
    assert!(
        app.contacts(&leader, &nowhere)
            .await
            .expect("answers")
            .is_empty()
    );
}
