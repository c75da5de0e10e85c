//! Who wrote what: nothing is changed without an entry, and entries are chained.

use junheng_store::{JournalFault, JournalFilter, JournalVerdict, Page, Store, StoreError};

use crate::databases::{self, Place, both, clerk, county, entry, organisation};

both! {
    nothing_is_committed_unjournaled => unjournaled;
    two_writers_at_once_take_turns => two_writers;
    any_tampering_is_found => tampering;
    whichever_part_of_an_entry_is_changed_shows => every_part;
    an_entry_that_is_forged_whole_shows => forged;
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

/// A journal with an entry for each subject after the first.
async fn written(place: &Place, subjects: &[&str]) -> Store {
    let store = place.open().await;
    county(&store).await;
    for subject in subjects {
        let mut writing = store.write(&clerk()).await.expect("writes");
        let journal = writing.journal(entry("test", *subject)).await;
        journal.expect("journals");
        writing.commit().await.expect("commits");
    }
    store
}

fn found(entries: i64, fault: JournalFault) -> JournalVerdict {
    JournalVerdict {
        entries,
        fault: Some(fault),
    }
}

fn sound(entries: i64) -> JournalVerdict {
    JournalVerdict {
        entries,
        fault: None,
    }
}

async fn every_part(place: Place) {
    let store = written(&place, &["one", "two", "three"]).await;
    for column in [
        "at",
        "person_id",
        "organisation_id",
        "verb",
        "subject",
        "detail",
        "previous",
        "digest",
    ] {
        let was = format!("SELECT CAST({column} AS TEXT) FROM journal WHERE seq = 3");
        let was = place.raw_texts(&was).await.remove(0);
        let is_number = column.ends_with("_id");
        let put = |value: Option<&str>| match value {
            None => format!("UPDATE journal SET {column} = NULL WHERE seq = 3"),
            Some(number) if is_number => {
                format!("UPDATE journal SET {column} = {number} WHERE seq = 3")
            }
            Some(text) => format!("UPDATE journal SET {column} = '{text}' WHERE seq = 3"),
        };
        place.raw_run(&put(Some("77"))).await;
        let verdict_then = verdict(&store).await;
        assert_eq!(verdict_then, found(2, JournalFault::Changed(3)), "{column}");
        place.raw_run(&put(was.as_deref())).await;
        assert_eq!(verdict(&store).await, sound(4), "{column} as it was");
    }
}

/// Whoever owns the machine can reckon digests too: what he puts in is well made, and does not fit.
async fn forged(place: Place) {
    let store = written(&place, &["one", "two", "three"]).await;
    let workshop = databases::sqlite();
    written(&workshop, &["one", "other", "three", "more"]).await;
    let same = "SELECT digest FROM journal WHERE seq = 2";
    assert_eq!(
        place.raw_texts(same).await,
        workshop.raw_texts(same).await,
        "up to there both are alike"
    );
    let digest = async |from: &Place, seq: i64| {
        let digest = format!("SELECT digest FROM journal WHERE seq = {seq}");
        from.raw_texts(&digest).await.remove(0).expect("a digest")
    };

    let (was, made) = (digest(&place, 3).await, digest(&workshop, 3).await);
    let put = |subject: &str, digest: &str| {
        format!("UPDATE journal SET subject = '{subject}', digest = '{digest}' WHERE seq = 3")
    };
    place.raw_run(&put("other", &made)).await;
    let fault = JournalFault::Unchained(4);
    assert_eq!(verdict(&store).await, found(3, fault), "the next one tells");
    place.raw_run(&put("two", &was)).await;
    assert_eq!(verdict(&store).await, sound(4));

    let copied = "INSERT INTO journal SELECT 5, at, person_id, organisation_id, verb, subject, detail, digest, digest FROM journal WHERE seq = 4";
    place.raw_run(copied).await;
    let fault = JournalFault::Changed(5);
    assert_eq!(verdict(&store).await, found(4, fault), "a copy of the last");
    place.raw_run("DELETE FROM journal WHERE seq = 5").await;

    let last = digest(&workshop, 4).await;
    let whole_chain = [
        put("other", &made),
        format!("UPDATE journal SET previous = '{made}', digest = '{last}' WHERE seq = 4"),
    ];
    for statement in &whole_chain {
        place.raw_run(statement).await;
    }
    let fault = JournalFault::NotTheHead(4);
    assert_eq!(verdict(&store).await, found(4, fault), "the head tells");
}

async fn tampering(place: Place) {
    let numbers = ["number/2", "number/3", "number/4", "number/5", "number/6"];
    let store = written(&place, &numbers).await;
    let sound = sound(6);
    assert_eq!(verdict(&store).await, sound);

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
