//! Accounts: passwords, second factors, tokens, sessions that go on and end, and what is forgotten in time.

use junheng_store::{NewSession, NewToken, Store};

use crate::databases::{Place, at, both, clerk, county, entry};

both! {
    an_account_is_changed_and_disabled => accounts;
    a_code_counts_once_and_never_backwards => codes;
    a_token_is_taken_back_by_its_owner_alone => tokens;
    a_session_goes_on_while_it_is_used_and_is_forgotten_in_time => sessions;
}

async fn accounts(place: Place) {
    let store = place.open().await;
    let id = county(&store).await.person;
    let mut writing = store.write(&clerk()).await.expect("writes");
    writing
        .change_person(id, "李明", None)
        .await
        .expect("changes");
    writing
        .set_password(id, "$argon2id$neu", false)
        .await
        .expect("sets");
    let now = at("2026-03-01T09:00:00Z");
    writing.set_disabled(id, Some(now)).await.expect("disables");
    writing.set_language(id, "en").await.expect("remembers");
    assert!(writing.set_password(-1, "", false).await.is_err(), "nobody");
    let journal = entry("person.change", "person/1");
    writing.journal(journal).await.expect("journals");
    writing.commit().await.expect("commits");
    let mut reading = store.read().await.expect("reads");
    let person = reading.person(id).await.expect("reads").expect("known");
    assert_eq!(
        (person.name.as_str(), person.phone.as_deref()),
        ("李明", None)
    );
    assert_eq!(person.password_hash, "$argon2id$neu");
    assert_eq!(
        (person.must_change, person.language.as_str()),
        (false, "en")
    );
    assert_eq!(person.disabled_at, Some(now));
    let taken = ["li".to_owned(), "wang".to_owned()];
    let taken = reading.sign_in_names_taken(&taken).await.expect("reads");
    assert_eq!(taken, ["li"]);
    let names = reading.names_of_people(&[id, -1]).await.expect("names");
    assert_eq!(names.into_values().collect::<Vec<_>>(), ["李明"]);
}

async fn codes(place: Place) {
    let store = place.open().await;
    let id = county(&store).await.person;
    let now = at("2026-03-01T09:00:00Z");
    let mut writing = store.write(&clerk()).await.expect("writes");
    for (step, counts) in [(100, true), (100, false), (99, false), (101, true)] {
        let spent = writing.spend_totp_step(id, step).await.expect("answers");
        assert_eq!(spent, counts, "step {step}");
    }
    let digests = ["one".to_owned(), "two".to_owned()];
    writing
        .set_recovery_codes(id, &digests)
        .await
        .expect("keeps");
    for (digest, counts) in [("one", true), ("one", false), ("three", false)] {
        let spent = writing.spend_recovery_code(id, digest, now).await;
        assert_eq!(spent.expect("answers"), counts, "{digest}");
    }
    assert_eq!(writing.recovery_codes_left(id).await.expect("counts"), 1);
    writing.set_recovery_codes(id, &[]).await.expect("voids");
    assert_eq!(writing.recovery_codes_left(id).await.expect("counts"), 0);
}

async fn tokens(place: Place) {
    let store = place.open().await;
    let id = county(&store).await.person;
    let mut writing = store.write(&clerk()).await.expect("writes");
    let new = NewToken {
        digest: "abc".to_owned(),
        person_id: id,
        label: "报表".to_owned(),
        scope: "read".to_owned(),
        expires_at: at("2026-04-01T00:00:00Z"),
    };
    let token = writing.add_token(&new).await.expect("makes");
    writing
        .touch_token(token, at("2026-03-02T00:00:00Z"))
        .await
        .expect("notes");
    let other = writing.revoke_token(token, id + 1).await;
    assert!(other.is_err(), "it is not his");
    writing.revoke_token(token, id).await.expect("revokes");
    assert!(writing.revoke_token(token, id).await.is_err(), "once");
    let journal = entry("token.revoke", "token/1");
    writing.journal(journal).await.expect("journals");
    writing.commit().await.expect("commits");
    let mut reading = store.read().await.expect("reads");
    let known = reading.token("abc").await.expect("reads").expect("known");
    assert_eq!(known.used_at, Some(at("2026-03-02T00:00:00Z")));
    assert_eq!(known.revoked_at, Some(clerk().at));
    assert_eq!(reading.tokens_of(id).await.expect("reads"), [known]);
}

async fn sessions(place: Place) {
    let store = place.open().await;
    let id = county(&store).await.person;
    let morning = at("2026-03-01T09:00:00Z");
    let noon = at("2026-03-01T12:00:00Z");
    let evening = at("2026-03-01T18:00:00Z");
    let mut keeping = store.housekeep().await.expect("writes");
    for digest in ["used", "idle", "ended"] {
        let new = NewSession {
            digest: digest.to_owned(),
            person_id: id,
            created_at: morning,
            expires_at: noon,
            address: "10.0.0.7".to_owned(),
            device: "Firefox".to_owned(),
        };
        keeping.add_session(&new).await.expect("begins");
    }
    keeping
        .touch_session("used", noon, evening)
        .await
        .expect("goes on");
    keeping
        .revoke_session("ended", morning)
        .await
        .expect("ends");
    keeping
        .add_sign_in_attempt("li", "10.0.0.7", morning, false)
        .await
        .expect("notes");
    keeping.commit().await.expect("commits");
    assert_eq!(open(&store, id, morning).await, ["used", "idle"]);
    assert_eq!(open(&store, id, noon).await, ["used"], "one was not used");
    assert_eq!(open(&store, id, evening).await, [""; 0]);

    let mut keeping = store.housekeep().await.expect("writes");
    keeping
        .forget_sign_ins_before(evening)
        .await
        .expect("forgets");
    keeping.commit().await.expect("commits");
    let mut reading = store.read().await.expect("reads");
    assert!(reading.session("idle").await.expect("reads").is_none());
    assert!(reading.session("used").await.expect("reads").is_some());
    let attempts = reading.sign_in_attempts("li", "10.0.0.7", morning).await;
    assert_eq!(attempts.expect("counts").failed_for_name, 0);
}

/// The digests of a person's sessions that are good at an instant, last used first.
async fn open(store: &Store, person: i64, now: jiff::Timestamp) -> Vec<String> {
    let mut reading = store.read().await.expect("reads");
    let sessions = reading.sessions_of(person, now).await.expect("sessions");
    sessions.into_iter().map(|one| one.digest).collect()
}
