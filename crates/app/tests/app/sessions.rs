//! Sessions and tokens end: by themselves in time, and at once when somebody says so.

use jiff::{SignedDuration, Timestamp};
use junheng_app::{MakeToken, PeopleAsked};

use crate::house::{BEGIN, Folder, at, signed_in};

fn later(minutes: i64) -> Timestamp {
    at(BEGIN) + SignedDuration::from_mins(minutes)
}

/// Whether the session is good so many minutes after it began.
async fn is_good(folder: &Folder, secret: &str, minutes: i64) -> bool {
    let app = folder.open(later(minutes)).await;
    let actor = app.actor_of_session(secret).await;
    actor.expect("answers").is_some()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_nobody_uses_ends_after_four_hours() {
    let (folder, app) = Folder::founded().await;
    let (_, secret) = signed_in(&app, "leader").await;
    assert!(!is_good(&folder, &secret, 4 * 60).await);
    // Asking did not bring it back.
    assert!(!is_good(&folder, &secret, 4 * 60).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_in_use_goes_on_for_fourteen_hours_and_no_longer() {
    let (folder, app) = Folder::founded().await;
    let (_, secret) = signed_in(&app, "leader").await;
    for hours in [3, 6, 9, 12] {
        assert!(is_good(&folder, &secret, hours * 60).await, "{hours} hours");
    }
    assert!(is_good(&folder, &secret, 14 * 60 - 1).await);
    assert!(!is_good(&folder, &secret, 14 * 60).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_end_at_once_when_an_administrator_ends_them() {
    let (folder, app) = Folder::founded().await;
    let (leader, secret) = signed_in(&app, "leader").await;
    let (keeper, _) = signed_in(&app, "administrator").await;
    assert_eq!(app.end_sessions(&keeper, leader.person).await.ok(), Some(1));
    assert!(!is_good(&folder, &secret, 0).await);

    let (_, secret) = signed_in(&app, "leader").await;
    app.disable_person(&keeper, leader.person)
        .await
        .expect("disables");
    assert!(!is_good(&folder, &secret, 0).await);
    let asked = PeopleAsked {
        search: Some("leader先生".to_owned()),
        limit: 10,
        ..PeopleAsked::default()
    };
    let kept = app.people_kept(&keeper, &asked).await.expect("people");
    assert_eq!(kept.total, 0, "he is among the former ones");
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_ends_this_session_alone() {
    let (folder, app) = Folder::founded().await;
    let (_, here) = signed_in(&app, "leader").await;
    let (_, elsewhere) = signed_in(&app, "leader").await;
    app.sign_out(&here).await.expect("signs out");
    app.sign_out("not a secret at all")
        .await
        .expect("ends nothing");
    assert!(!is_good(&folder, &here, 0).await);
    assert!(is_good(&folder, &elsewhere, 0).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_ends_on_its_day_and_when_it_is_taken_back() {
    let (folder, app) = Folder::founded().await;
    let (leader, _) = signed_in(&app, "leader").await;
    let typed = MakeToken {
        label: "报表".to_owned(),
        scope: "read".to_owned(),
        days: 1,
    };
    let token = app.make_token(&leader, &typed).await.expect("makes");
    for (hours, is_good) in [(0, true), (23, true), (24, false)] {
        let then = folder.open(later(hours * 60)).await;
        let actor = then.actor_of_token(&token.secret).await.expect("answers");
        assert_eq!(actor.is_some(), is_good, "after {hours} hours");
    }
    app.revoke_token(&leader, token.id).await.expect("revokes");
    let actor = app.actor_of_token(&token.secret).await.expect("answers");
    assert!(actor.is_none());
}
