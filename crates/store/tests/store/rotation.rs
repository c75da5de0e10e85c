//! A new key takes over, and the old one can go.

use junheng_store::{Rotated, StoreError};

use crate::databases::{Place, TWO_KEYS, both, clerk, county, room, text};
use crate::registers::enter;

both! {
    rotation_enciphers_everything_anew => rotates;
}

async fn rotates(place: Place) {
    let store = place.open().await;
    let county = county(&store).await;
    let mut row = room(0, "A101", None, None);
    row.values[5] = text("王芳");
    enter(&store, county.submission, &[row.clone()]).await;
    row.line = 1;
    enter(&store, county.submission, &[row.clone()]).await;
    store.close().await;

    let store = place.open_with(TWO_KEYS).await;
    // A telephone number, and two versions of a row.
    assert_eq!(store.cells_under_older_keys().await.expect("counts"), 3);
    let rotated = store.rotate_keys(&clerk()).await.expect("rotates");
    let expected = Rotated {
        cells: 3,
        batches: 2,
    };
    assert_eq!(rotated, expected);
    assert_eq!(store.cells_under_older_keys().await.expect("counts"), 0);
    let again = store.rotate_keys(&clerk()).await.expect("rotates");
    assert_eq!(again, Rotated::default());
    let mut reading = store.read().await.expect("reads");
    let verdict = reading.verify_journal().await.expect("verifies");
    assert_eq!((verdict.entries, verdict.fault), (5, None));
    drop(reading);
    store.close().await;

    let new_only = TWO_KEYS.lines().nth(1).expect("the second key");
    let store = place.open_with(new_only).await;
    let mut reading = store.read().await.expect("reads");
    for revision in [1, 2] {
        let rows = reading.rows_at(county.submission, revision).await;
        assert_eq!(rows.expect("rows")[0].values[5], text("王芳"));
    }
    let person = reading.person(county.person).await.expect("reads");
    let phone = person.expect("known").phone;
    assert_eq!(phone.as_deref(), Some("13800000000"));
    drop(reading);
    store.close().await;

    let old = place.open().await;
    let mut reading = old.read().await.expect("reads");
    let refused = reading.person(county.person).await;
    assert!(matches!(refused, Err(StoreError::Key(_))));
}
