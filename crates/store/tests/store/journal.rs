//! Who wrote what: nothing is changed without an entry, and entries are chained.

use junheng_store::{JournalFault, JournalFilter, JournalVerdict, Page, Store, StoreError};

use crate::databases::{Place, both, clerk, county, entry, organisation};

both! {
    nothing_is_committed_unjournaled => unjournaled;
    two_writers_at_once_take_turns => two_writers;
    any_tampering_is_found => tampering;
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

async fn verdict(store: &Store) -> JournalVerdict {
    let mut reading = store.read().await.expect("reads");
    reading.verify_journal().await.expect("verifies")
}

async fn tampering(place: Place) {
    let store = place.open().await;
    county(&store).await;
    for number in 2..=6 {
        let mut writing = store.write(&clerk()).await.expect("writes");
        let subject = format!("number/{number}");
        let journal = writing.journal(entry("test", subject)).await;
        journal.expect("journals");
        writing.commit().await.expect("commits");
    }
    let sound = JournalVerdict {
        entries: 6,
        fault: None,
    };
    assert_eq!(verdict(&store).await, sound);
    let found = |entries, fault| JournalVerdict {
        entries,
        fault: Some(fault),
    };

    place
        .raw_run("UPDATE journal SET detail = '{\"why\":\"别的\"}' WHERE seq = 4")
        .await;
    let changed = found(3, JournalFault::Changed(4));
    assert_eq!(verdict(&store).await, changed);
    place
        .raw_run("UPDATE journal SET detail = '{\"why\":\"测试\"}' WHERE seq = 4")
        .await;
    assert_eq!(verdict(&store).await, sound);

    place
        .raw_run("UPDATE journal SET at = 'yesterday' WHERE seq = 2")
        .await;
    let changed = found(1, JournalFault::Changed(2));
    assert_eq!(verdict(&store).await, changed);
    place
        .raw_run("UPDATE journal SET at = '2026-03-01T08:00:00.000Z' WHERE seq = 2")
        .await;
    assert_eq!(verdict(&store).await, sound);

    place.raw_run("DELETE FROM journal WHERE seq = 6").await;
    let cut = found(5, JournalFault::TailCut(6));
    assert_eq!(verdict(&store).await, cut);
    place.raw_run("UPDATE chain_head SET seq = 5").await;
    let head = found(5, JournalFault::NotTheHead(5));
    assert_eq!(verdict(&store).await, head, "the head's digest tells");

    place.raw_run("DELETE FROM journal WHERE seq = 3").await;
    let missing = found(2, JournalFault::Missing(3));
    assert_eq!(verdict(&store).await, missing);
}
