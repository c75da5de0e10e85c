//! A hand-in keeps the declaration that it began with, whatever the rulebook says by now.

use junheng_app::handing_in::{HandInFilter, Page, SubmissionStatus};
use junheng_app::periods::OpenPeriod;
use junheng_app::{Actor, App};

use crate::house::{BEGIN, Folder, at, signed_in};

async fn open_year(app: &App, folder: &Folder, name: &str) {
    let (office, _) = signed_in(app, "creation-office").await;
    let year = OpenPeriod {
        name: name.to_owned(),
        due_on: "2026-03-31".to_owned(),
    };
    let opened = app.open_period(&office, folder.county, &year).await;
    opened.expect("opens");
}

async fn hand_ins(app: &App, actor: &Actor, period: &str) -> Vec<SubmissionStatus> {
    let of_period = HandInFilter {
        period: Some(period.to_owned()),
        ..HandInFilter::default()
    };
    let found = app.hand_ins(actor, &of_period, Page::ALL).await;
    found.expect("hand-ins").listed.items
}

#[tokio::test(flavor = "multi_thread")]
async fn what_began_by_an_older_declaration_goes_on_by_it() {
    let (folder, app) = Folder::founded().await;
    open_year(&app, &folder, "2024-2025").await;
    drop(app);

    // A later version of the rulebook calls drafts something else.
    let app = folder
        .open_changed(|name, text| match name.ends_with("填报.toml") {
            true => text.replace("草稿", "起草中"),
            false => text,
        })
        .await;
    open_year(&app, &folder, "2025-2026").await;
    let (principal, _) = signed_in(&app, "principal-of-school").await;
    let states = async |period| -> Vec<String> {
        let found = hand_ins(&app, &principal, period).await;
        let mut states: Vec<String> = found.into_iter().map(|one| one.state).collect();
        states.dedup();
        states
    };
    assert_eq!(states("2024-2025").await, ["草稿"]);
    assert_eq!(states("2025-2026").await, ["起草中"]);

    for (period, draft) in [("2024-2025", "草稿"), ("2025-2026", "起草中")] {
        let all = hand_ins(&app, &principal, period).await;
        let note = "本校今年没有这类情况。";
        let mut handed_in = None;
        for one in &all {
            if app.submit_hand_in(&principal, one.id, note).await.is_ok() {
                handed_in = Some(one.id);
                break;
            }
        }
        let id = handed_in.expect("one can be handed in empty");
        app.withdraw_hand_in(&principal, id)
            .await
            .expect("takes it back");
        let now = hand_ins(&app, &principal, period).await;
        let state = now
            .iter()
            .find(|one| one.id == id)
            .map(|one| one.state.as_str());
        assert_eq!(state, Some(draft), "back by the moves that it began with");
    }
    // And so it does when the rulebook is the old one again.
    drop(app);
    let app = folder.open(at(BEGIN)).await;
    let (principal, _) = signed_in(&app, "principal-of-school").await;
    let later = hand_ins(&app, &principal, "2025-2026").await;
    assert!(later.iter().all(|one| one.state == "起草中"));
}
