//! What a register's table keeps, and how a stranger sees it.

use junheng_rulebook::ColumnKind;
use junheng_store::{Keys, NewRevision, Store, StoreError};

use crate::databases::{KEY, Place, both, clerk, county, entry, number, room, rulebook, text};

both! {
    figures_are_exact_and_blanks_stay_blank => exact;
    too_many_digits_are_refused => too_many_digits;
    personal_cells_are_unreadable_in_the_table => personal;
    a_newer_rulebook_adds_its_columns => newer_rulebook;
    the_whole_rulebook_becomes_tables => real_rulebook;
}

pub async fn enter(store: &Store, submission: i64, rows: &[junheng_store::NewRow]) {
    let mut writing = store.write(&clerk()).await.expect("writes");
    writing
        .write_revision(&revision(submission), rows)
        .await
        .expect("a revision");
    let journal = entry("submission.enter", "submission/1");
    writing.journal(journal).await.expect("journals");
    writing.commit().await.expect("commits");
}

pub fn revision(submission_id: i64) -> NewRevision {
    NewRevision {
        submission_id,
        way: "grid".to_owned(),
        source_id: None,
        cells_typed: 0,
        cells_carried: 0,
        cells_again: 0,
        undoes: None,
    }
}

async fn exact(place: Place) {
    let store = place.open().await;
    let county = county(&store).await;
    let figures = [
        "0",
        "0.01",
        "0.000001",
        "-0.25",
        "1234567.89",
        "9199999999999",
        "9876543210.12345",
        "100000000000",
        "4503599.627371",
    ];
    let mut rows: Vec<_> = figures
        .iter()
        .enumerate()
        .map(|(line, figure)| room(line as i64, &format!("R{line}"), number(figure), None))
        .collect();
    rows.push(room(figures.len() as i64, "空", None, None));
    enter(&store, county.submission, &rows).await;
    let mut reading = store.read().await.expect("reads");
    let read = reading.rows_at(county.submission, 1).await.expect("rows");
    for (read, written) in read.iter().zip(&rows) {
        assert_eq!(read.values, written.values);
    }
    assert_eq!(read.len(), rows.len());
    drop(reading);
    let blanks = "SELECT \"编号\" FROM \"房间_现行\" WHERE \"面积\" IS NULL";
    assert_eq!(place.raw_texts(blanks).await, [Some("空".to_owned())]);
    let sum =
        "SELECT CAST(SUM(\"面积\") AS TEXT) FROM \"房间_现行\" WHERE \"编号\" IN ('R1', 'R3')";
    assert_eq!(place.raw_texts(sum).await, [Some("-0.24".to_owned())]);
}

async fn too_many_digits(place: Place) {
    let store = place.open().await;
    let county = county(&store).await;
    let mut writing = store.write(&clerk()).await.expect("writes");
    let rows = [room(0, "A", number("1234567890.123456"), None)];
    let refused = writing
        .write_revision(&revision(county.submission), &rows)
        .await;
    let Err(refused @ StoreError::TooManyDigits { .. }) = refused else {
        panic!("sixteen digits: {refused:?}");
    };
    assert_eq!(
        refused.to_string(),
        "房间.面积: 1234567890.123456 has more than fifteen significant digits"
    );
    let short = junheng_store::NewRow {
        values: vec![text("A")],
        ..rows[0].clone()
    };
    let misfit = writing
        .write_revision(&revision(county.submission), &[short])
        .await;
    assert!(matches!(misfit, Err(StoreError::ValuesDoNotFit { .. })));
}

async fn personal(place: Place) {
    let store = place.open().await;
    let county = county(&store).await;
    let mut row = room(0, "A101", None, None);
    row.values[5] = text("王芳");
    enter(&store, county.submission, &[row.clone()]).await;
    let raw = place.raw_texts("SELECT \"管理人\" FROM \"房间\"").await;
    let sealed = raw[0].as_deref().expect("a cipher text");
    assert!(sealed.starts_with("k1:") && !sealed.contains("王芳"));
    store.close().await;

    let stranger = place.open_with("k9:00112233445566778899aabbccddeeff").await;
    let mut reading = stranger.read().await.expect("reads");
    let refused = reading.rows_at(county.submission, 1).await;
    assert!(matches!(refused, Err(StoreError::Key(_))), "{refused:?}");
}

async fn newer_rulebook(place: Place) {
    let store = place.open().await;
    let county = county(&store).await;
    enter(&store, county.submission, &[room(0, "A", None, None)]).await;
    store.close().await;

    let mut newer = rulebook();
    let mut added = newer.registers[0].columns[1].clone();
    added.name = "层高".to_owned();
    newer.registers[0].columns.push(added);
    let keys = || Keys::parse(KEY).expect("a key");
    let store = Store::open(&place.location, keys(), &newer).await;
    let store = store.expect("opens");
    let mut reading = store.read().await.expect("reads");
    let rows = reading.rows_at(county.submission, 1).await.expect("rows");
    assert_eq!(rows[0].values.len(), 7);
    assert_eq!(rows[0].values[6], None);
    drop(reading);
    store.close().await;

    newer.registers[0].columns[1].kind = ColumnKind::Text;
    let refused = Store::open(&place.location, keys(), &newer).await;
    assert!(matches!(refused, Err(StoreError::ColumnChanged { .. })));
}

/// Every register of the repository's rulebook, on both databases, and once more when its tables are there.
async fn real_rulebook(place: Place) {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rulebook");
    let texts = |folder: &str| -> Vec<(String, String)> {
        let entries = std::fs::read_dir(root.join(folder)).expect("the folder");
        let names = entries.map(|entry| entry.expect("an entry").file_name());
        let names = names.filter_map(|name| name.into_string().ok());
        names
            .filter(|name| name.ends_with(".toml"))
            .map(|name| {
                let name = format!("{folder}{name}");
                let text = std::fs::read_to_string(root.join(&name)).expect("a text");
                (name, text)
            })
            .collect()
    };
    let files = ["", "codes/", "registers/"].into_iter().flat_map(texts);
    let rulebook = junheng_rulebook::Rulebook::load(files).rulebook;
    assert!(rulebook.registers.len() >= 10);
    for _ in 0..2 {
        let keys = Keys::parse(KEY).expect("a key");
        let store = Store::open(&place.location, keys, &rulebook).await;
        store.expect("opens").close().await;
    }
    for register in &rulebook.registers {
        let count = format!(
            "SELECT CAST(COUNT(*) AS TEXT) FROM \"{}_现行\"",
            register.name
        );
        assert_eq!(place.raw_texts(&count).await, [Some("0".to_owned())]);
    }
}
