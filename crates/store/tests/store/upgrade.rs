//! A database that an older program made is brought up to date; one that a newer program made is left alone.

use std::path::Path;

use junheng_store::{GrantFilter, Keys, Store, StoreError};
use sqlx::migrate::Migrator;

use crate::databases::{KEY, Place, both, clerk, entry, rulebook};

both! {
    the_first_release_s_data_are_there_after_an_upgrade => upgraded;
    a_newer_program_s_database_is_not_touched => newer;
}

/// What an administrator, a school and its clerk were in the first release's tables.
const OLD_DATA: [&str; 6] = [
    "INSERT INTO organisation (id, parent_id, kind, name, code, path, closed_on) \
     VALUES (1, NULL, 'county', '云岭县', '530100', '/1/', NULL)",
    "INSERT INTO organisation (id, parent_id, kind, name, code, path, closed_on) \
     VALUES (2, 1, 'school', '第一小学', '2153010001', '/1/2/', NULL)",
    "INSERT INTO person (id, sign_in_name, name, password_hash, phone, totp_secret, language, must_change, created_at, disabled_at) \
     VALUES (3, 'li', '李老师', '$argon2id$', NULL, NULL, 'zh', 0, '2025-03-01T08:00:00.000Z', NULL)",
    "INSERT INTO role_grant (id, person_id, role, organisation_id, granted_at, granted_by, revoked_at) \
     VALUES (4, 3, 'data_clerk', 2, '2025-03-01T08:00:00.000Z', NULL, NULL)",
    "INSERT INTO session (digest, person_id, created_at, seen_at, expires_at, address, device, revoked_at) \
     VALUES ('abc', 3, '2025-03-01T08:00:00.000Z', '2025-03-01T08:00:00.000Z', '2025-03-01T12:00:00.000Z', '127.0.0.1', 'Firefox', NULL)",
    "UPDATE chain_head SET next_id = 5 WHERE id = 1",
];

async fn upgraded(place: Place) {
    first_release(&place).await;
    let store = place.open().await;
    let mut reading = store.read().await.expect("reads");
    let person = reading.person_by_sign_in_name("li").await.expect("reads");
    let person = person.expect("is still known");
    assert_eq!((person.id, person.name.as_str()), (3, "李老师"));
    assert!(
        reading.session("abc").await.expect("reads").is_some(),
        "nobody has to sign in again"
    );
    let grants = GrantFilter {
        path: Some("/1/".to_owned()),
        ..GrantFilter::default()
    };
    let grants = reading.grants(&grants).await.expect("grants");
    assert_eq!(grants[0].organisation, "第一小学");
    // What later releases keep is there, and empty.
    assert_eq!(reading.recovery_codes_left(3).await.expect("none"), 0);
    drop(reading);

    // It is a database to work with.
    let mut writing = store.write(&clerk()).await.expect("writes");
    assert_eq!(writing.id(), 5, "ids go on where they stood");
    let codes = ["one".to_owned(), "two".to_owned()];
    writing.set_recovery_codes(3, &codes).await.expect("keeps");
    writing
        .journal(entry("own.totp", "person/3"))
        .await
        .expect("journals");
    assert!(writing.spend_totp_step(3, 7).await.expect("spends"));
    writing.commit().await.expect("commits");
    let mut reading = store.read().await.expect("reads");
    assert_eq!(reading.recovery_codes_left(3).await.expect("codes"), 2);
    let verdict = reading.verify_journal().await.expect("verifies");
    assert_eq!((verdict.entries, verdict.fault), (1, None));
    drop(reading);
    // Opening it once more changes nothing.
    place.open().await;
}

async fn newer(place: Place) {
    place.open().await.close().await;
    place
        .raw_run("UPDATE _sqlx_migrations SET version = 9999 WHERE version = 2")
        .await;
    let keys = Keys::parse(KEY).expect("a key");
    let refused = Store::open(&place.location, keys, &rulebook()).await;
    assert!(matches!(refused, Err(StoreError::Migration(_))));
}

/// The tables as the first migration alone makes them, with something in them.
async fn first_release(place: &Place) {
    let all = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let first = place.folder().join("first");
    std::fs::create_dir_all(&first).expect("a folder");
    std::fs::create_dir_all(&place.location.folder).expect("a folder");
    let name = "0001_first.sql";
    std::fs::copy(all.join(name), first.join(name)).expect("copied");
    if !place.is_postgres() {
        std::fs::File::create(&place.location.database).expect("an empty file");
    }
    let migrator = Migrator::new(first.as_path()).await.expect("a migration");
    let pool = place.raw().await;
    migrator.run(&pool).await.expect("migrates");
    pool.close().await;
    for statement in OLD_DATA {
        place.raw_run(statement).await;
    }
}
