//! People, grants, sessions and tokens.

use junheng_model::Role;
use junheng_store::{GrantFilter, NewSession, OrganisationFilter, Page, PersonFilter};

use crate::databases::{Place, at, both, clerk, county, entry};

both! {
    grants_reach_down_and_can_be_taken_back => grants;
    what_is_secret_about_people_is_enciphered => secrets;
    sessions_and_attempts_are_kept => sessions;
}

async fn grants(place: Place) {
    let store = place.open().await;
    let county = county(&store).await;
    let mut writing = store.write(&clerk()).await.expect("writes");
    let granted = writing.grant(county.person, Role::DataClerk, county.school);
    let granted = granted.await.expect("grants");
    let journal = entry("grant.add", "person/3");
    writing.journal(journal).await.expect("journals");
    writing.commit().await.expect("commits");

    let mut reading = store.read().await.expect("reads");
    let filter = GrantFilter {
        path: Some(county.path.clone()),
        roles: Some(vec![Role::DataClerk]),
        ..GrantFilter::default()
    };
    let found = reading.grants(&filter).await.expect("grants");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].path, format!("{}{}/", county.path, county.school));
    let within = PersonFilter {
        path: Some(county.path.clone()),
        search: Some("李".to_owned()),
        ..PersonFilter::default()
    };
    let people = reading.people(&within, Page::first(10)).await;
    assert_eq!(people.expect("people").total, 1);
    let schools = OrganisationFilter {
        path: Some(county.path.clone()),
        kinds: Some(vec!["school".to_owned()]),
        ..OrganisationFilter::default()
    };
    let schools = reading.organisations(&schools, Page::ALL).await;
    assert_eq!(schools.expect("schools").items[0].id, county.school);
    let above = reading.organisations_above(&found[0].path).await;
    let above: Vec<i64> = above.expect("above").iter().map(|one| one.id).collect();
    assert_eq!(above, [county.county, county.school]);
    drop(reading);

    let mut writing = store.write(&clerk()).await.expect("writes");
    writing.revoke_grant(granted).await.expect("revokes");
    assert!(writing.revoke_grant(granted).await.is_err(), "only once");
    let journal = entry("grant.revoke", "person/3");
    writing.journal(journal).await.expect("journals");
    writing.commit().await.expect("commits");
    let mut reading = store.read().await.expect("reads");
    assert_eq!(reading.grants(&filter).await.expect("grants"), []);
}

async fn secrets(place: Place) {
    let store = place.open().await;
    let county = county(&store).await;
    let mut writing = store.write(&clerk()).await.expect("writes");
    let secret = Some("JBSWY3DPEHPK3PXP");
    writing
        .set_totp_secret(county.person, secret)
        .await
        .expect("keeps it");
    let journal = entry("person.totp", "person/3");
    writing.journal(journal).await.expect("journals");
    writing.commit().await.expect("commits");
    let mut reading = store.read().await.expect("reads");
    let person = reading.person_by_sign_in_name("li").await.expect("reads");
    let person = person.expect("known");
    assert_eq!(person.totp_secret.as_deref(), secret);
    assert_eq!(person.phone.as_deref(), Some("13800000000"));
    drop(reading);
    for column in ["totp_secret", "phone"] {
        let raw = place
            .raw_texts(&format!("SELECT {column} FROM person"))
            .await;
        assert!(raw[0].as_deref().is_some_and(|it| it.starts_with("k1:")));
    }
}

async fn sessions(place: Place) {
    let store = place.open().await;
    let county = county(&store).await;
    let now = at("2026-03-01T09:00:00Z");
    let mut housekeeping = store.housekeep().await.expect("writes");
    for digest in ["one", "two"] {
        let new = NewSession {
            digest: digest.to_owned(),
            person_id: county.person,
            created_at: now,
            expires_at: at("2026-03-01T21:00:00Z"),
            address: "127.0.0.1".to_owned(),
            device: "Firefox".to_owned(),
        };
        housekeeping.add_session(&new).await.expect("begins");
    }
    for succeeded in [false, true, false, false] {
        housekeeping
            .add_sign_in_attempt("li", "127.0.0.1", now, succeeded)
            .await
            .expect("kept");
    }
    let ended = housekeeping.revoke_sessions_of(county.person, Some("two"), now);
    assert_eq!(ended.await.expect("ends"), 1);
    housekeeping.commit().await.expect("commits");
    let mut reading = store.read().await.expect("reads");
    let attempts = reading.sign_in_attempts("li", "127.0.0.1", now).await;
    let attempts = attempts.expect("attempts");
    assert_eq!(attempts.failed_for_name, 2, "since the last success");
    assert_eq!(attempts.failed_from_address, 3);
    let good = reading.sessions_of(county.person, now).await.expect("good");
    assert_eq!(good.len(), 1);
    assert_eq!(good[0].digest, "two");
    let ended = reading.session("one").await.expect("reads");
    assert_eq!(ended.expect("known").revoked_at, Some(now));
}
