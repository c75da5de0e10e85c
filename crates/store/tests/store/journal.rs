//! Who wrote what: nothing is changed without an entry, and entries are chained.

use junheng_store::{JournalFilter, Page, StoreError};

use crate::databases::{Place, both, clerk, county, entry, organisation};

both! {
    nothing_is_committed_unjournaled => unjournaled;
    two_writers_at_once_take_turns => two_writers;
}

async fn unjournaled(place: Place) {
    let store = place.open().await;
    let mut writing = store.write(&clerk()).await.expect("writes");
    let nation = organisation(None, "nation", "国家", None);
    writing.add_organisation(&nation).await.expect("a node");
    let refused = writing.commit().await;
    assert!(matches!(refused, Err(StoreError::Unjournaled)));
    let mut reading = store.read().await.expect("reads");
    let all = reading.organisations(&Default::default(), Page::ALL).await;
    assert_eq!(all.expect("organisations").total, 0);
}

/// Two processes, as it were: two stores on one database.
async fn two_writers(place: Place) {
    let stores = [place.open().await, place.open().await];
    county(&stores[0]).await;
    let mut tasks = Vec::new();
    for number in 0..20 {
        let store = stores[number % 2].clone();
        tasks.push(tokio::spawn(async move {
            let mut writing = store.write(&clerk()).await.expect("writes");
            let name = format!("第{number}中学");
            let school = organisation(None, "school", &name, None);
            let made = writing.add_organisation(&school).await.expect("a school");
            let subject = format!("organisation/{}", made.id);
            let journal = entry("organisation.add", subject);
            writing.journal(journal).await.expect("journals");
            writing.commit().await.expect("commits");
            made.id
        }));
    }
    let mut ids = Vec::new();
    for task in tasks {
        ids.push(task.await.expect("ends"));
    }
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 20, "every id is given once");
    let mut reading = stores[1].read().await.expect("reads");
    let added = JournalFilter {
        verb: Some("organisation.".to_owned()),
        ..JournalFilter::default()
    };
    let entries = reading.journal_entries(&added, Page::first(3)).await;
    let entries = entries.expect("entries");
    assert_eq!((entries.items.len(), entries.total), (3, 20));
    assert_eq!(entries.items[0].seq, 21);
    assert_eq!(entries.items[0].previous, entries.items[1].digest);
    assert_eq!(reading.data_version().await.expect("version"), 21);
}
