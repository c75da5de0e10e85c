//! Backing up a server at work, and restoring into the other kind of database.

use junheng_store::{FileArea, Keys, NewEvidence, Page, Store, StoreError};

use crate::databases::{
    self, County, KEY, Place, clerk, county, entry, number, room, rulebook, text,
};
use crate::registers::enter;

#[tokio::test]
async fn sqlite_to_postgres_and_back() {
    let Some(postgres) = databases::postgres().await else {
        return;
    };
    let first = databases::sqlite();
    let last = databases::sqlite();
    let (store, county) = filled(&first).await;
    let before = picture(&store, &county).await;
    let middle = moved(&store, &first, &postgres).await;
    assert_eq!(picture(&middle, &county).await, before);
    let end = moved(&middle, &postgres, &last).await;
    assert_eq!(picture(&end, &county).await, before);

    // It is a database to work with: the ids and the journal go on.
    enter(&end, county.submission, &[room(0, "新", None, None)]).await;
    let mut reading = end.read().await.expect("reads");
    let verdict = reading.verify_journal().await.expect("verifies");
    assert_eq!((verdict.entries, verdict.fault), (5, None));
}

#[tokio::test]
async fn an_archive_is_restored_whole_or_not_at_all() {
    let place = databases::sqlite();
    let (store, _) = filled(&place).await;
    let archive = place.folder().join("备份.zip");
    store.backup(&archive).await.expect("backs up");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(&archive)
            .expect("it is there")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600, "for its owner only");
    }

    let keys = || Keys::parse(KEY).expect("a key");
    let full = Store::restore(&place.location, keys(), &rulebook(), &archive).await;
    assert!(
        full.err()
            .is_some_and(|error| error.to_string().contains("not empty"))
    );

    let bytes = std::fs::read(&archive).expect("the archive");
    for cut in [0, 1, bytes.len() / 2, bytes.len() - 1] {
        let path = place.folder().join("cut.zip");
        std::fs::write(&path, &bytes[..cut]).expect("writes");
        let elsewhere = databases::sqlite();
        let refused = Store::restore(&elsewhere.location, keys(), &rulebook(), &path).await;
        assert!(matches!(refused, Err(StoreError::Archive(_))), "{cut}");
        let mut reading = elsewhere.open().await.read().await.expect("reads");
        assert_eq!(reading.data_version().await.expect("version"), 0);
    }
}

#[tokio::test]
async fn a_backup_does_not_see_what_comes_after_it_began() {
    let place = databases::sqlite();
    let (store, county) = filled(&place).await;
    let writer = store.clone();
    let busy = tokio::spawn(async move {
        for number in 0..20 {
            let rows = [room(0, &format!("R{number}"), None, None)];
            enter(&writer, county.submission, &rows).await;
        }
    });
    for round in 0..3 {
        let archive = place.folder().join(format!("{round}.zip"));
        let told = store.backup(&archive).await.expect("backs up");
        let target = databases::sqlite();
        let keys = Keys::parse(KEY).expect("a key");
        let restored = Store::restore(&target.location, keys, &rulebook(), &archive).await;
        let (_, restored) = restored.expect("restores");
        assert_eq!(restored.entries, told.data_version);
        assert_eq!(restored.rows, told.rows);
    }
    busy.await.expect("ends");
}

#[tokio::test]
async fn a_long_table_goes_through_part_by_part() {
    let Some(postgres) = databases::postgres().await else {
        return;
    };
    let first = databases::sqlite();
    let (store, county) = filled(&first).await;
    // More than are read at a time, with keys of a number, of two numbers and of a text.
    let rooms: Vec<_> = (0..4_100)
        .map(|number| room(number, &format!("B{number}"), None, None))
        .collect();
    enter(&store, county.submission, &rooms).await;
    let now = databases::at("2026-03-01T09:00:00Z");
    let mut keeping = store.housekeep().await.expect("writes");
    for number in 0..2_000 {
        keeping
            .add_sign_in_attempt("li", "10.0.0.7", now, false)
            .await
            .expect("notes");
        let session = junheng_store::NewSession {
            digest: junheng_store::digest_of(&i32::to_be_bytes(number)),
            person_id: county.person,
            created_at: now,
            expires_at: now,
            address: String::new(),
            device: String::new(),
        };
        keeping.add_session(&session).await.expect("begins");
    }
    keeping.commit().await.expect("commits");
    let archive = first.folder().join("lang.zip");
    let told = store.backup(&archive).await.expect("backs up");
    let keys = Keys::parse(KEY).expect("a key");
    let restored = Store::restore(&postgres.location, keys, &rulebook(), &archive).await;
    let (copy, restored) = restored.expect("restores");
    assert_eq!(restored.rows, told.rows);
    assert_eq!(
        picture(&copy, &county).await,
        picture(&store, &county).await
    );
    for (table, rows) in [("session", "2000"), ("sign_in_attempt", "2000")] {
        let count = format!("SELECT CAST(COUNT(*) AS TEXT) FROM {table}");
        assert_eq!(postgres.raw_texts(&count).await, [Some(rows.to_owned())]);
    }
}

async fn filled(place: &Place) -> (Store, County) {
    let store = place.open().await;
    let county = county(&store).await;
    let mut row = room(0, "A101", number("12.34"), number("0.000001"));
    row.values[3] = Some(junheng_model::CellValue::Date(
        "2020-02-29".parse().expect("a day"),
    ));
    row.values[4] = Some(junheng_model::CellValue::YesNo(true));
    row.values[5] = text("王芳");
    let second = room(1, "A102", None, number("9876543210.12345"));
    enter(&store, county.submission, &[row, second.clone()]).await;
    enter(&store, county.submission, &[second]).await;
    let file = store.keep_file(FileArea::Evidence, "证据".into()).await;
    let mut writing = store.write(&clerk()).await.expect("writes");
    let evidence = NewEvidence {
        file: file.expect("kept"),
        media_type: "text/plain".to_owned(),
        name: "说明.txt".to_owned(),
        organisation_id: Some(county.school),
    };
    writing.add_evidence(&evidence).await.expect("filed");
    let journal = entry("evidence.add", "evidence/1");
    writing.journal(journal).await.expect("journals");
    writing.commit().await.expect("commits");
    (store, county)
}

async fn moved(store: &Store, from: &Place, to: &Place) -> Store {
    let archive = from.folder().join("backup.zip");
    let told = store.backup(&archive).await.expect("backs up");
    assert_eq!(told.files, 1);
    let keys = Keys::parse(KEY).expect("a key");
    let restored = Store::restore(&to.location, keys, &rulebook(), &archive).await;
    let (store, restored) = restored.expect("restores");
    assert_eq!(restored.entries, 4);
    store
}

/// Everything that a reader sees, as text.
async fn picture(store: &Store, county: &County) -> String {
    let mut reading = store.read().await.expect("reads");
    let mut seen = Vec::new();
    for revision in 0..=2 {
        let rows = reading.rows_at(county.submission, revision).await;
        seen.push(format!("{:?}", rows.expect("rows")));
    }
    let person = reading.person(county.person).await.expect("reads");
    seen.push(format!("{person:?}"));
    let evidence = reading.evidence_list(&Default::default(), Page::ALL).await;
    let evidence = evidence.expect("evidence");
    let file = store
        .file(FileArea::Evidence, &evidence.items[0].digest)
        .await;
    seen.push(format!("{evidence:?} {:?}", file.expect("the file")));
    let journal = reading
        .journal_entries(&Default::default(), Page::ALL)
        .await;
    seen.push(format!("{:?}", journal.expect("journal")));
    seen.join("\n")
}
