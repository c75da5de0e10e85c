//! A job's work and its end are kept together: whoever looks at one instant, a restart after a kill included, sees both or
//! neither.

use std::collections::BTreeMap;

use junheng_app::freezing::Freeze;
use junheng_app::handing_in::HandInFilter;
use junheng_app::jobs::{JobState, job_kind};
use junheng_app::periods::OpenPeriod;
use junheng_app::reviewing::{Answer, ReviewAll};
use junheng_app::{Actor, App, OpenAccounts};
use junheng_store::{
    JobFilter, OrganisationFilter, Page, PersonFilter, Reading, SnapshotFilter, Store,
};

use crate::house::{Folder, signed_in};

const YEAR: &str = "2025-2026";

/// What a job is to leave, seen beside its state.
#[derive(Debug, Clone, Copy)]
enum Work {
    Version,
    Accounts { before: i64 },
    Schools { before: i64 },
}

impl Work {
    async fn is_there(self, reading: &mut Reading) -> bool {
        match self {
            Work::Version => {
                let all = SnapshotFilter::default();
                let all = reading.snapshots(&all, Page::first(1)).await;
                all.expect("versions").total > 0
            }
            Work::Accounts { before } => people(reading).await > before,
            Work::Schools { before } => organisations(reading).await > before,
        }
    }
}

async fn people(reading: &mut Reading) -> i64 {
    let all = PersonFilter::default();
    let all = reading.people(&all, Page::first(1)).await;
    all.expect("people").total
}

async fn organisations(reading: &mut Reading) -> i64 {
    let all = OrganisationFilter::default();
    let all = reading.organisations(&all, Page::first(1)).await;
    all.expect("organisations").total
}

/// Looks again and again, each time at one instant, until the latest job of the kind is over.
async fn looked_on(store: &Store, kind: &str, work: Work) {
    let of_kind = JobFilter {
        kinds: Some(vec![kind.to_owned()]),
        ..JobFilter::default()
    };
    loop {
        let mut reading = store.read().await.expect("reads");
        let jobs = reading.jobs(&of_kind, Page::first(1)).await.expect("jobs");
        let is_there = work.is_there(&mut reading).await;
        let state = jobs.items.first().map(|job| job.state);
        assert_eq!(
            is_there,
            state == Some(JobState::Done),
            "{work:?} while {state:?}"
        );
        if state.is_some_and(JobState::is_over) {
            assert!(is_there, "it came to its end");
            return;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_are_there_when_their_job_is_done_and_not_before() {
    let (folder, app) = Folder::founded().await;
    let (keeper, _) = signed_in(&app, "administrator").await;
    let store = folder.store().await;
    let before = organisations(&mut store.read().await.expect("reads")).await;
    let list = "学校标识码,名称\n2136000010,河边小学\n2136000011,桥头小学\n";
    let importing =
        app.import_organisations(&keeper, folder.county, "单位.csv", list.as_bytes().to_vec());
    let looking = looked_on(
        &store,
        job_kind::IMPORT_ORGANISATIONS,
        Work::Schools { before },
    );
    let (begun, ()) = tokio::join!(importing, looking);
    begun.expect("begins");

    let before = people(&mut store.read().await.expect("reads")).await;
    let asked = OpenAccounts {
        under: folder.county,
        clerks: true,
        principals: false,
        renew_unused: false,
    };
    let opening = app.open_school_accounts(&keeper, &asked);
    let looking = looked_on(&store, job_kind::OPEN_ACCOUNTS, Work::Accounts { before });
    let (begun, ()) = tokio::join!(opening, looking);
    begun.expect("begins");
}

/// The school hands in as many of its registers, each without a row and with a word; their ids.
async fn hand_in(app: &App, folder: &Folder, many: usize) -> Vec<i64> {
    let (office, _) = signed_in(app, "creation-office").await;
    let year = OpenPeriod {
        name: YEAR.to_owned(),
        due_on: "2026-03-31".to_owned(),
    };
    let opened = app.open_period(&office, folder.county, &year).await;
    opened.expect("opens");
    let (principal, _) = signed_in(app, "principal-of-school").await;
    let own = app
        .hand_ins(&principal, &HandInFilter::default(), Page::ALL)
        .await;
    let mut handed_in = Vec::new();
    for one in own.expect("hand-ins").listed.items {
        if handed_in.len() == many {
            break;
        }
        let note = "本校今年没有这类情况。";
        if app.submit_hand_in(&principal, one.id, note).await.is_ok() {
            handed_in.push(one.id);
        }
    }
    assert_eq!(handed_in.len(), many, "handed in");
    handed_in
}

async fn accept(app: &App, office: &Actor, id: i64) {
    let accepted = app.accept(office, id, &BTreeMap::new()).await;
    accepted.expect("accepted");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_is_there_when_its_job_is_done_and_not_before() {
    let (folder, app) = Folder::founded().await;
    let handed_in = hand_in(&app, &folder, 1).await;
    let (office, _) = signed_in(&app, "creation-office").await;
    accept(&app, &office, handed_in[0]).await;
    let store = folder.store().await;
    let said = Freeze {
        reason: "只有一所学校交了一张表。".to_owned(),
    };
    let freezing = app.freeze_later(&office, folder.county, YEAR, &said);
    let looking = looked_on(&store, job_kind::FREEZE, Work::Version);
    let (begun, ()) = tokio::join!(freezing, looking);
    let job = app
        .job(&office, begun.expect("begins"))
        .await
        .expect("a job");
    assert_eq!(job.done, job.total, "to its last step");
    assert_eq!(job.result.expect("a result")["number"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_answers_of_accepting_many_are_kept_with_what_was_accepted() {
    let (folder, app) = Folder::founded().await;
    let handed_in = hand_in(&app, &folder, 3).await;
    let (office, _) = signed_in(&app, "creation-office").await;
    accept(&app, &office, handed_in[0]).await;
    let wanted = ReviewAll {
        hand_ins: handed_in.clone(),
        fields: BTreeMap::new(),
    };
    let begun = app
        .accept_many_later(&office, folder.county, YEAR, wanted)
        .await;
    let over = app.job_when_over(&office, begun.expect("begins")).await;
    let over = over.expect("a job");
    assert_eq!(over.state, JobState::Done);
    let answers = Answer::all_of(&over.result.expect("answers"));
    let accepted = answers.iter().filter(|answer| answer.reasons.is_empty());
    assert_eq!(
        accepted.count(),
        2,
        "one had been accepted before: {answers:?}"
    );

    // A server that is killed after a part leaves the job at it, with the answers of that part.
    let part = serde_json::json!([{ "hand_in": handed_in[0], "reasons": [] }]);
    let input = serde_json::json!({
        "county": folder.county, "period": YEAR, "wanted": { "hand_ins": handed_in, "fields": {} },
    });
    let left = folder
        .leave_at_work(job_kind::ACCEPT_MANY, &office, input, &part)
        .await;
    app.resume_jobs().await.expect("resumes");
    let told = app.job(&office, left).await.expect("a job");
    assert_eq!(
        (told.state, &told.result),
        (JobState::Interrupted, &Some(part))
    );
    let again = app.restart_job(&office, left).await.expect("begins");
    let over = app.job_when_over(&office, again).await.expect("a job");
    let answers = Answer::all_of(&over.result.expect("answers"));
    let asked: Vec<i64> = answers.iter().map(|answer| answer.hand_in).collect();
    assert_eq!(
        asked,
        handed_in[1..],
        "what was accepted is not asked for again"
    );
}
