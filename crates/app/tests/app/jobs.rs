//! Long work: what came of it, who may fetch it, what stopping and restarting leave.

use jiff::SignedDuration;
use junheng_app::jobs::{JobState, JobView, Offer, job_kind};
use junheng_app::periods::OpenPeriod;
use junheng_app::{
    Actor, App, Asked, ChangePassword, Failure, OpenAccounts, PasswordCost, PeopleAsked,
    ReportForm, SignedInOr,
};
use junheng_report::Lang;

use crate::house::{BEGIN, Folder, at, signed_in, typed};

fn all_schools(folder: &Folder) -> OpenAccounts {
    OpenAccounts {
        under: folder.county,
        clerks: true,
        principals: true,
        renew_unused: false,
    }
}

/// Twelve more schools of the county, none with an account.
async fn add_schools(app: &App, keeper: &Actor, folder: &Folder) {
    let rows = (10..22).map(|number| format!("21360000{number},第{number}小学,学校\n"));
    let list = format!("学校标识码,名称,类型\n{}", rows.collect::<String>());
    let job = app
        .import_organisations(keeper, folder.county, "单位.csv", list.into_bytes())
        .await;
    let done = over(app, keeper, job.expect("begins")).await;
    assert_eq!(done.message.zh, "添加12个单位，另有0个原来就有。");
}

async fn sign_in_names(app: &App, keeper: &Actor) -> Vec<String> {
    let asked = PeopleAsked {
        limit: 500,
        ..PeopleAsked::default()
    };
    let kept = app.people_kept(keeper, &asked).await.expect("people");
    let people = kept.people.into_iter();
    people.map(|one| one.person.sign_in_name).collect()
}

fn is_refused<T>(outcome: &Result<T, Failure>) -> bool {
    matches!(outcome, Err(Failure::Refused(_)))
}

async fn signs_in(app: &App, sign_in_name: &str, password: &str) -> bool {
    let answer = app.sign_in(typed(sign_in_name, password, "10.0.0.9"));
    matches!(answer.await, Ok(SignedInOr::Session(_)))
}

async fn over(app: &App, actor: &Actor, job: i64) -> JobView {
    app.job_when_over(actor, job).await.expect("a job")
}

#[tokio::test(flavor = "multi_thread")]
async fn first_passwords_reach_who_asked_once_and_stand_nowhere_else() {
    let (folder, app) = Folder::founded().await;
    let (keeper, _) = signed_in(&app, "administrator").await;
    add_schools(&app, &keeper, &folder).await;
    let job = app
        .open_school_accounts(&keeper, &all_schools(&folder))
        .await;
    let job = job.expect("begins");
    let done = over(&app, &keeper, job).await;
    assert_eq!(done.state, JobState::Done, "{:?}", done.message);
    assert!(matches!(done.offer, Some(Offer::FirstPasswords { .. })));
    assert_eq!(
        done.message.zh,
        "新开24个账号，换发首次密码0个，另有2个没有动。"
    );

    let (other, _) = signed_in(&app, "keeper-elsewhere").await;
    let strange = app.first_passwords(&other, job).await;
    assert!(matches!(strange, Err(Failure::NotFound)), "nobody else's");
    let list = app.first_passwords(&keeper, job).await.expect("the list");
    assert_eq!(list.opened.len(), 24);
    assert!(is_refused(&app.first_passwords(&keeper, job).await), "once");
    let emptied = over(&app, &keeper, job).await;
    assert_eq!(emptied.offer, None);

    for account in &list.opened {
        let signs_in = signs_in(&app, &account.sign_in_name, &account.first_password);
        assert!(signs_in.await, "{account:?}");
    }
    let kept = folder.bytes_of_database();
    for account in &list.opened {
        let password = account.first_password.as_bytes();
        let is_there = kept.windows(password.len()).any(|some| some == password);
        assert!(!is_there, "{account:?}: the password rests in a file");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_list_is_renewed_for_those_who_never_used_theirs() {
    let (folder, app) = Folder::founded().await;
    let (keeper, _) = signed_in(&app, "administrator").await;
    add_schools(&app, &keeper, &folder).await;
    let mut asked = all_schools(&folder);
    let job = app.open_school_accounts(&keeper, &asked).await;
    let job = job.expect("begins");
    over(&app, &keeper, job).await;
    let list = app.first_passwords(&keeper, job).await.expect("the list");
    let (first, second) = (&list.opened[0], &list.opened[1]);
    let used = typed(&first.sign_in_name, &first.first_password, "10.0.0.9");
    let Ok(SignedInOr::Session(session)) = app.sign_in(used).await else {
        panic!("signs in")
    };
    let clerk = app.actor_of_session(&session.secret).await;
    let clerk = clerk.expect("answers").expect("a session");
    let own = ChangePassword {
        current: first.first_password.clone(),
        new: "学校后面有一条很长的小河".to_owned(),
        again: "学校后面有一条很长的小河".to_owned(),
    };
    app.change_password(&clerk, &own).await.expect("changes");

    let nothing = app.open_school_accounts(&keeper, &asked).await;
    assert!(is_refused(&nothing), "all have theirs");
    // The server was restarted before the list was fetched: it is lost.
    let app = folder.open(at(BEGIN)).await;
    assert!(is_refused(&app.first_passwords(&keeper, job).await));
    asked.renew_unused = true;
    let again = app.open_school_accounts(&keeper, &asked).await;
    let again = again.expect("begins");
    let done = over(&app, &keeper, again).await;
    assert_eq!(
        done.message.zh,
        "新开0个账号，换发首次密码23个，另有3个没有动。"
    );
    let renewed = app.first_passwords(&keeper, again).await.expect("the list");
    let names: Vec<&str> = renewed
        .opened
        .iter()
        .map(|account| account.sign_in_name.as_str())
        .collect();
    assert!(
        !names.contains(&first.sign_in_name.as_str()),
        "his own stays"
    );
    let lost = signs_in(&app, &second.sign_in_name, &second.first_password);
    assert!(!lost.await, "the lost one ends");
    let new = renewed
        .opened
        .iter()
        .find(|new| new.sign_in_name == second.sign_in_name);
    let new = new.expect("a new one");
    assert!(signs_in(&app, &new.sign_in_name, &new.first_password).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_organisations_is_added_as_a_whole_or_not_at_all() {
    let (folder, app) = Folder::founded().await;
    let (keeper, _) = signed_in(&app, "administrator").await;
    let import = async |list: &str| {
        let bytes = list.as_bytes().to_vec();
        let job = app.import_organisations(&keeper, folder.county, "名单.csv", bytes);
        let job = job.await.expect("begins");
        let over = over(&app, &keeper, job).await;
        assert_eq!(over.about.zh, "名单.csv");
        (job, over.state == JobState::Done, over.message.zh)
    };
    let headings = "学校标识码,名称,类型,上级\n";
    let wrong = format!("{headings}2136000010,河边小学,,\n2136000011,桥头小学,,北山乡\n");
    let (job, is_done, said) = import(&wrong).await;
    assert!(
        !is_done && said.contains("有1处问题，一个单位都没有添加"),
        "{said}"
    );
    let problems = app.problems_of_list(&keeper, job).await.expect("problems");
    let places: Vec<String> = problems.iter().map(|one| one.place.to_string()).collect();
    assert_eq!(places, ["名单.csv / D3"]);
    let (other, _) = signed_in(&app, "keeper-elsewhere").await;
    let strange = app.problems_of_list(&other, job).await;
    assert!(matches!(strange, Err(Failure::NotFound)), "nobody else's");

    // What the list had asked for is there by now.
    let (_, _, said) = import(&format!("{headings},北山乡,乡镇,\n")).await;
    assert_eq!(said, "添加1个单位，另有0个原来就有。");
    assert!(
        app.problems_of_list(&keeper, job)
            .await
            .expect("problems")
            .is_empty()
    );
    let (_, _, said) = import(&wrong).await;
    assert_eq!(said, "添加2个单位，另有0个原来就有。");
    let (_, _, said) = import(&wrong).await;
    assert_eq!(said, "添加0个单位，另有2个原来就有。");
}

#[tokio::test(flavor = "multi_thread")]
async fn stopped_while_opening_accounts_none_is_opened() {
    let (folder, app) = Folder::founded().await;
    let (keeper, _) = signed_in(&app, "administrator").await;
    add_schools(&app, &keeper, &folder).await;
    let before = sign_in_names(&app, &keeper).await;
    // With passwords as dear as they really are, there is time to stop.
    let app = folder.open_as(at(BEGIN), PasswordCost::STANDARD).await;
    let job = app
        .open_school_accounts(&keeper, &all_schools(&folder))
        .await;
    let job = job.expect("begins");
    app.cancel_job(&keeper, job).await.expect("stops");
    let stopped = over(&app, &keeper, job).await;
    assert_eq!(stopped.state, JobState::Cancelled);
    assert!(stopped.may_restart);
    assert_eq!(sign_in_names(&app, &keeper).await, before);
    assert!(is_refused(&app.first_passwords(&keeper, job).await));
}

/// The office's report of a year in which nothing was handed in yet.
async fn a_report(app: &App, folder: &Folder, office: &Actor, form: ReportForm) -> i64 {
    let asked = Asked {
        county: folder.county,
        ..Asked::default()
    };
    let job = app.make_report(office, &asked, form, Lang::Chinese).await;
    job.expect("begins")
}

async fn open_year(app: &App, folder: &Folder, office: &Actor) {
    let year = OpenPeriod {
        name: "2025-2026".to_owned(),
        due_on: "2026-03-31".to_owned(),
    };
    let opened = app.open_period(office, folder.county, &year).await;
    opened.expect("opens");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_is_kept_for_a_day_and_over_restarts() {
    let (folder, app) = Folder::founded().await;
    let (office, _) = signed_in(&app, "creation-office").await;
    open_year(&app, &folder, &office).await;
    for form in [ReportForm::Word, ReportForm::Excel] {
        let job = a_report(&app, &folder, &office, form).await;
        let done = over(&app, &office, job).await;
        assert_eq!(done.state, JobState::Done, "{:?}", done.message);
        let made = app.report_file(&office, job).await.expect("a file");
        assert_eq!(made.name, format!("青禾县2025-2026.{}", form.code()));
        assert!(made.bytes.starts_with(b"PK"), "a file of Office");

        let hours_later = |hours| folder.open(at(BEGIN) + SignedDuration::from_hours(hours));
        let next_day = hours_later(23).await;
        next_day.tidy_up().await.expect("tidies up");
        let again = next_day.report_file(&office, job).await;
        assert_eq!(again.expect("the same file"), made);
        let after = hours_later(25).await;
        assert!(is_refused(&after.report_file(&office, job).await));
        assert_eq!(after.tidy_up().await.expect("tidies up"), 1);
        let gone = after.job(&office, job).await.expect("a job");
        assert!(gone.offer.is_none() && gone.may_restart);
        let anew = after.restart_job(&office, job).await.expect("begins");
        over(&after, &office, anew).await;
        let anew = after.report_file(&office, anew).await.expect("a file");
        assert_eq!((anew.name, anew.form), (made.name, made.form));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_is_for_those_who_may_read_the_county() {
    let (folder, app) = Folder::founded().await;
    let (office, _) = signed_in(&app, "creation-office").await;
    open_year(&app, &folder, &office).await;
    let asked = Asked {
        county: folder.county,
        ..Asked::default()
    };
    for (who, may) in [
        ("leader", true),
        ("inspector", true),
        ("auditor", true),
        ("administrator", false),
        ("data-clerk-of-school", false),
        ("keeper-elsewhere", false),
    ] {
        let (actor, _) = signed_in(&app, who).await;
        let begun = app.make_report(&actor, &asked, ReportForm::Word, Lang::Chinese);
        assert_eq!(begun.await.is_ok(), may, "{who}");
    }
    let job = a_report(&app, &folder, &office, ReportForm::Word).await;
    over(&app, &office, job).await;
    for who in ["leader", "administrator", "keeper-elsewhere"] {
        let (actor, _) = signed_in(&app, who).await;
        let fetched = app.report_file(&actor, job).await;
        assert!(fetched.is_err(), "{who} fetches the office's report");
    }
    let (keeper, _) = signed_in(&app, "administrator").await;
    let own = app
        .person_kept(&keeper, office.person)
        .await
        .expect("a person");
    let revoked = app.revoke_role(&keeper, office.person, own.grants[0].id);
    revoked.await.expect("takes the role back");
    let (former, _) = signed_in(&app, "creation-office").await;
    let fetched = app.report_file(&former, job).await;
    assert!(fetched.is_err(), "who made it may read the county no more");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_restart_interrupted_is_told_and_what_waited_goes_on() {
    let (folder, app) = Folder::founded().await;
    let (office, _) = signed_in(&app, "creation-office").await;
    open_year(&app, &folder, &office).await;
    let (interrupted, waiting) = folder.leave_two_jobs(job_kind::REPORT, &office).await;
    app.resume_jobs().await.expect("resumes");
    let told = app.job(&office, interrupted).await.expect("a job");
    assert_eq!(told.state, JobState::Interrupted);
    assert!(told.may_restart && told.message.zh.contains("中断"));
    let taken_up = over(&app, &office, waiting).await;
    // Its input is nothing that a report can be made of: it ends, and says so.
    assert_eq!(taken_up.state, JobState::Failed);
}
