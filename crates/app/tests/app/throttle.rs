//! Guessing passwords is slowed down: by name, and by address.

use jiff::SignedDuration;
use junheng_app::{App, SignedInOr};

use crate::house::{BEGIN, Folder, PASSWORD, at, typed};

/// How an attempt to sign in ended.
async fn outcome(app: &App, name: &str, password: &str, address: &str) -> &'static str {
    match app.sign_in(typed(name, password, address)).await {
        Ok(SignedInOr::Session(_)) => "in",
        Ok(SignedInOr::Wrong) => "wrong",
        Ok(SignedInOr::CodeNeeded) => "code",
        Ok(SignedInOr::Closed(_)) => "closed",
        Err(failure) => panic!("{failure:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn eight_wrong_passwords_close_a_name_for_a_quarter_of_an_hour() {
    let (folder, app) = Folder::founded().await;
    for number in 0..8 {
        let address = format!("10.0.0.{number}");
        assert_eq!(
            outcome(&app, "leader", "猜错了猜错了", &address).await,
            "wrong"
        );
    }
    assert_eq!(
        outcome(&app, "leader", PASSWORD, "10.0.0.9").await,
        "closed"
    );
    assert_eq!(outcome(&app, "inspector", PASSWORD, "10.0.0.9").await, "in");
    for (minutes, expected) in [(14, "closed"), (16, "in")] {
        let now = at(BEGIN) + SignedDuration::from_mins(minutes);
        let then = folder.open(now).await;
        let ended = outcome(&then, "leader", PASSWORD, "10.0.0.9").await;
        assert_eq!(ended, expected, "after {minutes} minutes");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_right_password_forgives_the_wrong_ones_before_it() {
    let (_folder, app) = Folder::founded().await;
    for _ in 0..3 {
        for _ in 0..7 {
            assert_eq!(
                outcome(&app, "leader", "猜错了猜错了", "10.0.0.1").await,
                "wrong"
            );
        }
        assert_eq!(outcome(&app, "leader", PASSWORD, "10.0.0.1").await, "in");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_wrong_passwords_close_an_address_whatever_the_names() {
    let (_folder, app) = Folder::founded().await;
    for number in 0..60 {
        let name = format!("somebody-{number}");
        assert_eq!(
            outcome(&app, &name, "猜错了猜错了", "10.0.0.1").await,
            "wrong"
        );
    }
    assert_eq!(
        outcome(&app, "leader", PASSWORD, "10.0.0.1").await,
        "closed"
    );
    assert_eq!(outcome(&app, "leader", PASSWORD, "10.0.0.2").await, "in");
}
