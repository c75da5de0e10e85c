//! What goes with a submission on its way: problems, remarks, explanations, exemptions, snapshots, jobs, reminders.

use junheng_model::{Diagnostic, Place as CellPlace, Severity, Wording};
use junheng_store::{
    ExemptionFilter, FiguresQuery, FindingKey, FrozenSubmission, JobState, KeptFinding, Kinds,
    NewExemption, NewJob, NewJustification, NewProblem, NewRemark, NewReminder, NewSnapshot, Page,
    SnapshotFilter, SubmissionFilter,
};

use crate::databases::{Place, at, both, clerk, county, entry, number, room};
use crate::registers::enter;

both! {
    what_a_job_made_is_kept_for_a_while => results;
    problems_and_remarks_come_back_by_cell => problems;
    explanations_and_exemptions_travel_with_the_figures => exemptions;
    a_snapshot_keeps_what_it_froze => snapshots;
    a_job_is_claimed_once_and_can_be_cancelled => jobs;
}

async fn problems(place: Place) {
    let store = place.open().await;
    let county = county(&store).await;
    enter(&store, county.submission, &[room(0, "A101", None, None)]).await;
    let diagnostic = Diagnostic {
        severity: Severity::Error,
        code: "not-a-number",
        place: CellPlace::file("一小.xlsx").sheet("房间").cell(16, 5),
        read: "王芳".to_owned(),
        expected: Wording::new("数字", "a number"),
        mend: Wording::new("改成数字", "make it a number"),
        rule: "面积".to_owned(),
    };
    let mut writing = store.write(&clerk()).await.expect("writes");
    let problem = NewProblem {
        diagnostic: &diagnostic,
        row_id: None,
        column: Some("面积"),
    };
    writing
        .add_problems(county.submission, 1, &[problem])
        .await
        .expect("kept");
    let remark = NewRemark {
        submission_id: county.submission,
        revision: 1,
        row_id: Some(9),
        column_name: Some("面积".to_owned()),
        text: "请核对".to_owned(),
    };
    writing.add_remark(&remark).await.expect("kept");
    let journal = entry("submission.return", "submission/1");
    writing.journal(journal).await.expect("journals");
    writing.commit().await.expect("commits");

    let mut reading = store.read().await.expect("reads");
    let found = reading.problems(county.submission, 1, Page::ALL).await;
    let found = found.expect("problems");
    assert_eq!(found.total, 1);
    let problem = &found.items[0];
    assert_eq!(problem.place, diagnostic.place);
    assert_eq!(problem.read, "王芳");
    assert_eq!(problem.expected, diagnostic.expected);
    assert_eq!(problem.severity, Severity::Error);
    let filter = SubmissionFilter {
        ids: Some(vec![county.submission]),
        ..SubmissionFilter::default()
    };
    let status = reading.submissions(&filter, Page::ALL).await;
    let status = &status.expect("status").items[0];
    assert_eq!((status.errors, status.remarks), (1, 1));
    drop(reading);
    let raw = place.raw_texts("SELECT found FROM problem").await;
    assert!(raw[0].as_deref().is_some_and(|it| it.starts_with("k1:")));

    let mut writing = store.write(&clerk()).await.expect("writes");
    let settled = writing.settle_remarks(county.submission).await;
    assert_eq!(settled.expect("settles"), 1);
    let journal = entry("remark.settle", "submission/1");
    writing.journal(journal).await.expect("journals");
    writing.commit().await.expect("commits");
    let mut reading = store.read().await.expect("reads");
    let remarks = reading.remarks(county.submission).await.expect("remarks");
    assert_eq!(remarks[0].settled_at, Some(clerk().at));
}

async fn exemptions(place: Place) {
    let store = place.open().await;
    let county = county(&store).await;
    let mut writing = store.write(&clerk()).await.expect("writes");
    let word = NewJustification {
        submission_id: county.submission,
        check_id: "面积突变".to_owned(),
        row_key: "A101".to_owned(),
        column_name: None,
        text: "新楼启用".to_owned(),
    };
    writing.add_justification(&word).await.expect("kept");
    let wish = NewExemption {
        submission_id: county.submission,
        check_id: "面积下限".to_owned(),
        row_key: "A101".to_owned(),
        reason: "正在改建".to_owned(),
        evidence_id: None,
        expires_on: None,
    };
    let asked = writing.add_exemption(&wish).await.expect("asked for");
    let day = "2026-12-31".parse().expect("a day");
    writing
        .decide_exemption(asked, "granted", Some(day))
        .await
        .expect("decides");
    let twice = writing.decide_exemption(asked, "refused", None).await;
    assert!(twice.is_err(), "it is decided once");
    let journal = entry("exemption.grant", "exemption/1");
    writing.journal(journal).await.expect("journals");
    writing.commit().await.expect("commits");

    let mut reading = store.read().await.expect("reads");
    let filter = ExemptionFilter {
        path: Some(county.path.clone()),
        ..ExemptionFilter::default()
    };
    let found = reading.exemptions(&filter, Page::ALL).await;
    let found = found.expect("exemptions");
    assert_eq!(found.items[0].decision.as_deref(), Some("granted"));
    assert_eq!(found.items[0].expires_on, Some(day));
    let words = reading.justifications(&[county.submission]).await;
    assert_eq!(words.expect("words")[0].text, "新楼启用");
    assert_eq!(reading.justifications(&[]).await.expect("words"), []);
}

async fn snapshots(place: Place) {
    let store = place.open().await;
    let county = county(&store).await;
    let rows = [room(0, "A101", number("50"), None)];
    enter(&store, county.submission, &rows).await;
    let new = NewSnapshot {
        organisation_id: county.county,
        period_id: county.period.id,
        digest: "ab".repeat(32),
        replaces: None,
        reason: String::new(),
        manifest: serde_json::json!({ "parts": [] }),
    };
    let frozen = FrozenSubmission {
        submission_id: county.submission,
        revision: 1,
    };
    let mut writing = store.write(&clerk()).await.expect("writes");
    let first = writing.add_snapshot(&new, &[frozen]).await.expect("adds");
    let mut second = new.clone();
    second.replaces = Some(first.id);
    second.reason = "更正面积".to_owned();
    let second = writing.add_snapshot(&second, &[frozen]).await;
    assert_eq!(second.expect("adds").number, 2);
    let journal = entry("snapshot.freeze", "snapshot/1");
    writing.journal(journal).await.expect("journals");
    writing.commit().await.expect("commits");
    let later = [room(0, "A101", number("60"), None)];
    enter(&store, county.submission, &later).await;

    let mut reading = store.read().await.expect("reads");
    let latest = SnapshotFilter {
        path: Some(county.path.clone()),
        latest_only: true,
        ..SnapshotFilter::default()
    };
    let found = reading.snapshots(&latest, Page::ALL).await;
    let found = found.expect("snapshots");
    assert_eq!((found.total, found.items[0].number), (1, 2));
    let tables = reading.figures_of_snapshot(first.id, "房间").await;
    let tables = tables.expect("tables");
    let areas = tables[0].quantities("面积").expect("the column");
    assert_eq!(areas, [Some("50".parse().expect("a quantity"))]);
    let query = FiguresQuery {
        register: "房间".to_owned(),
        period_id: county.period.id,
        path: county.path.clone(),
        states: None,
        personal: false,
    };
    let now = reading.figures(&query).await.expect("tables");
    let areas = now[0].quantities("面积").expect("the column");
    assert_eq!(areas, [Some("60".parse().expect("a quantity"))]);
    drop(reading);

    let key = FindingKey {
        snapshot_digest: new.digest.clone(),
        policy: "policy".to_owned(),
        policy_digest: "cd".repeat(32),
        as_of: county.period.due_on,
    };
    let mut housekeeping = store.housekeep().await.expect("writes");
    for json in ["{\"达标\":true}", "{}"] {
        let kept = KeptFinding {
            key: key.clone(),
            json: json.to_owned(),
        };
        housekeeping.keep_finding(&kept).await.expect("keeps");
    }
    housekeeping.commit().await.expect("commits");
    let mut reading = store.read().await.expect("reads");
    let kept = reading.finding(&key).await.expect("reads");
    assert_eq!(kept.as_deref(), Some("{\"达标\":true}"), "the first stays");
    let digests = [new.digest.clone(), "unknown".to_owned()];
    let of_both = reading.findings_of_snapshots(&digests, "policy").await;
    let of_both = of_both.expect("reads");
    assert_eq!(of_both.len(), 1, "nothing is kept of the other");
    assert_eq!(of_both[0].json, "{\"达标\":true}");
    let of_another = reading.findings_of_snapshots(&digests, "another").await;
    assert_eq!(of_another.expect("reads"), []);
}

async fn results(place: Place) {
    let store = place.open().await;
    let new = NewJob {
        kind: "report".to_owned(),
        by_person: None,
        organisation_id: None,
        input: serde_json::Value::Null,
        at: at("2026-03-01T10:00:00Z"),
    };
    let mut ids = Vec::new();
    for ended_at in ["2026-03-01T10:00:00Z", "2026-03-02T10:00:00Z"] {
        let mut keeping = store.housekeep().await.expect("writes");
        let id = keeping.add_job(&new).await.expect("queued");
        let taken = keeping.claim_job("run-1", Kinds::Only(&["report"]), at(ended_at));
        taken.await.expect("claims").expect("a job");
        let ended = keeping.end_job(id, JobState::Done, "", None, at(ended_at));
        ended.await.expect("ends");
        keeping.commit().await.expect("commits");
        ids.push(id);
    }
    let mut keeping = store.housekeep().await.expect("writes");
    let going_on = keeping.add_job(&new).await.expect("queued");
    keeping.commit().await.expect("commits");
    ids.push(going_on);
    let mut digests = Vec::new();
    for id in &ids {
        let bytes = format!("报告{id}").into_bytes();
        digests.push(store.keep_result(*id, bytes).await.expect("kept"));
    }
    // What a crash left of a job that nobody knows any more.
    let left = store.folder().join("results").join("4711.0a1b.part");
    std::fs::write(&left, b"half").expect("writes");

    let forgotten = store.forget_results(at("2026-03-02T00:00:00Z")).await;
    assert_eq!(
        forgotten.expect("clears"),
        2,
        "the old one, and what was left"
    );
    assert!(!left.exists());
    for (place, is_kept) in [(0, false), (1, true), (2, true)] {
        let found = store.result_file(ids[place], &digests[place]).await;
        let expected = is_kept.then(|| format!("报告{}", ids[place]).into_bytes());
        assert_eq!(found.expect("reads"), expected);
    }
    let damaged = store.result_file(going_on, &digests[1]).await;
    assert!(damaged.is_err(), "another digest is another file");
    // It can be made again: backups do without it.
    let archive = store.folder().join("backup.zip");
    let backed_up = store.backup(&archive).await.expect("backs up");
    assert_eq!(backed_up.files, 0);
}

async fn jobs(place: Place) {
    let store = place.open().await;
    let county = county(&store).await;
    let now = at("2026-03-01T10:00:00Z");
    let new = NewJob {
        kind: "import".to_owned(),
        by_person: Some(county.person),
        organisation_id: Some(county.county),
        input: serde_json::json!({ "file": "县.xlsx" }),
        at: now,
    };
    let mut housekeeping = store.housekeep().await.expect("writes");
    let first = housekeeping.add_job(&new).await.expect("queued");
    let second = housekeeping.add_job(&new).await.expect("queued");
    for (kinds, expected) in [
        (Kinds::Only(&["report"]), None),
        (Kinds::AllBut(&["import"]), None),
        (Kinds::AllBut(&["report", "freeze"]), Some(&new.input)),
    ] {
        let claimed = housekeeping.claim_job("run-1", kinds, now).await;
        let claimed = claimed.expect("claims");
        assert_eq!(
            claimed.as_ref().map(|job| &job.input),
            expected,
            "{kinds:?}"
        );
        assert!(claimed.is_none_or(|job| job.id == first), "the first first");
    }
    let so_far = serde_json::json!(["第3所"]);
    let asked = housekeeping.report_job(first, 3, 10, Some(&so_far)).await;
    assert!(!asked.expect("reports"));
    housekeeping.cancel_job(first, now).await.expect("asks");
    let asked = housekeeping.report_job(first, 4, 10, None).await;
    assert!(asked.expect("reports"));
    housekeeping.cancel_job(second, now).await.expect("cancels");
    let none = housekeeping.claim_job("run-1", Kinds::Only(&["import"]), now);
    assert_eq!(none.await.expect("claims"), None);
    let ended = housekeeping.interrupt_jobs_of_others("run-2", now).await;
    assert_eq!(ended.expect("marks"), 1);
    let over = housekeeping
        .end_job(first, JobState::Done, "", None, now)
        .await;
    assert!(over.is_err(), "it was interrupted");
    housekeeping.commit().await.expect("commits");
    let mut reading = store.read().await.expect("reads");
    let interrupted = reading.job(first).await.expect("a job").expect("is there");
    assert_eq!((interrupted.done, interrupted.total), (4, 10));
    assert_eq!(interrupted.result, Some(so_far), "what was done by then");
    let jobs = reading.jobs(&Default::default(), Page::ALL).await;
    let states: Vec<JobState> = jobs
        .expect("jobs")
        .items
        .iter()
        .map(|job| job.state)
        .collect();
    assert_eq!(states, [JobState::Cancelled, JobState::Interrupted]);
    drop(reading);

    let mut writing = store.write(&clerk()).await.expect("writes");
    let reminder = NewReminder {
        matter_id: Some(county.submission),
        person_id: county.person,
        text: Wording::new("请于3月31日前提交", "Please hand in by 31 March."),
        notice: None,
    };
    let sent = writing.add_reminder(&reminder).await.expect("sends");
    writing
        .read_reminders(county.person, sent, now)
        .await
        .expect("marks");
    let journal = entry("reminder.send", "matter/1");
    writing.journal(journal).await.expect("journals");
    writing.commit().await.expect("commits");
    let mut reading = store.read().await.expect("reads");
    let unread = reading
        .reminders_of(county.person, true, Page::first(10))
        .await;
    assert_eq!(unread.expect("reminders").total, 0);
    let about = reading.reminders_about(&[county.submission]).await;
    assert_eq!(about.expect("reminders").len(), 1);
}
