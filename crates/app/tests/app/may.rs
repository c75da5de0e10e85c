//! Who may do what: one table of roles, one of places, both against the verbs themselves.

use std::collections::BTreeMap;

use junheng_app::handing_in::AskExemption;
use junheng_app::periods::OpenPeriod;
use junheng_app::reviewing::{BoardFilter, DecideExemption};
use junheng_app::{
    Actor, AddOrganisation, AddPerson, App, ChangeOrganisation, ChangePerson, Failure,
    JournalAsked, MakeToken, OpenAccounts, OrganisationsAsked, PeopleAsked,
};
use junheng_model::Role;

use crate::house::{Folder, signed_in};

/// What somebody tries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verb {
    SeeOrganisations,
    AddOrganisation,
    RenameOrganisation,
    ImportOrganisations,
    SeePeople,
    AddPerson,
    ChangePerson,
    GrantRole,
    ResetPassword,
    ResetCodes,
    EndSessions,
    DisablePerson,
    EnablePerson,
    OpenSchoolAccounts,
    ReadJournal,
    MakeToken,
    SeeOwnJobs,
    OpenPeriod,
    SeeExemptions,
    AskExemption,
    DecideExemption,
}

use Role::{Administrator, Auditor, CreationOffice, DataClerk, Inspector, Leader, Principal};
use Verb::*;

const EVERYBODY: &[Role] = &Role::ALL;
const WHO_READS_ROWS: &[Role] = &[
    DataClerk,
    Principal,
    CreationOffice,
    Leader,
    Inspector,
    Auditor,
];

/// Who may do it within the county that the role was granted on; nobody else may.
const WHO_MAY: &[(Verb, &[Role])] = &[
    (SeeOrganisations, &[Administrator]),
    (AddOrganisation, &[Administrator]),
    (RenameOrganisation, &[Administrator]),
    (ImportOrganisations, &[Administrator]),
    (SeePeople, &[Administrator]),
    (AddPerson, &[Administrator]),
    (ChangePerson, &[Administrator]),
    (GrantRole, &[Administrator]),
    (ResetPassword, &[Administrator]),
    (ResetCodes, &[Administrator]),
    (EndSessions, &[Administrator]),
    (DisablePerson, &[Administrator]),
    (EnablePerson, &[Administrator]),
    (OpenSchoolAccounts, &[Administrator]),
    (ReadJournal, &[Inspector, Auditor, Administrator]),
    (MakeToken, EVERYBODY),
    (SeeOwnJobs, EVERYBODY),
    (OpenPeriod, &[CreationOffice]),
    (SeeExemptions, WHO_READS_ROWS),
    (AskExemption, &[DataClerk, Principal]),
    (DecideExemption, &[CreationOffice]),
];

/// How far the administrator of a county reaches, whose account is `administrator`.
const WHERE: &[(&str, Reach)] = &[
    ("a school below", Reach::Yes),
    ("the county itself", Reach::Yes),
    ("the nation above", Reach::Nowhere),
    ("the county beside", Reach::Nowhere),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    Yes,
    /// It does not exist for him.
    Nowhere,
}

/// Where it is tried, and on whom.
#[derive(Clone, Copy)]
struct On {
    place: i64,
    person: i64,
    hand_in: i64,
    exemption: i64,
    /// Different each time, for codes and names that nobody may have twice.
    number: usize,
}

async fn attempt(app: &App, actor: &Actor, verb: Verb, on: On) -> Result<(), Failure> {
    let name = format!("新{}", on.number);
    match verb {
        SeeOrganisations => {
            let asked = OrganisationsAsked {
                under: Some(on.place),
                limit: 10,
                ..OrganisationsAsked::default()
            };
            app.organisations_kept(actor, &asked).await.map(drop)
        }
        AddOrganisation => {
            let typed = AddOrganisation {
                parent: on.place,
                kind: "department".to_owned(),
                name,
                code: format!("D{}", on.number),
            };
            app.add_organisation(actor, &typed).await.map(drop)
        }
        RenameOrganisation => {
            let known = app.organisation_kept(actor, on.place).await?;
            let typed = ChangeOrganisation {
                name: known.name,
                code: known.code.unwrap_or_default(),
                closed_on: String::new(),
            };
            app.change_organisation(actor, on.place, &typed).await
        }
        ImportOrganisations => {
            let list = format!("学校标识码,名称,类型\nI{},{name},部门\n", on.number);
            let begun = app.import_organisations(actor, on.place, "单位.csv", list.into_bytes());
            begun.await.map(drop)
        }
        SeePeople => {
            let asked = PeopleAsked {
                under: Some(on.place),
                limit: 10,
                ..PeopleAsked::default()
            };
            app.people_kept(actor, &asked).await.map(drop)
        }
        AddPerson => {
            let typed = AddPerson {
                name,
                sign_in_name: format!("new-{}", on.number),
                role: "leader".to_owned(),
                organisation: on.place,
                ..AddPerson::default()
            };
            app.add_person(actor, &typed).await.map(drop)
        }
        ChangePerson => {
            let typed = ChangePerson { name, phone: None };
            app.change_person(actor, on.person, &typed).await
        }
        GrantRole => {
            let role = Role::ALL[on.number % Role::ALL.len()].code();
            app.grant_role(actor, on.person, role, on.place).await
        }
        ResetPassword => app.reset_password(actor, on.person).await.map(drop),
        ResetCodes => app.reset_totp(actor, on.person).await,
        EndSessions => app.end_sessions(actor, on.person).await.map(drop),
        DisablePerson => app.disable_person(actor, on.person).await,
        EnablePerson => app.enable_person(actor, on.person).await,
        OpenSchoolAccounts => {
            let asked = OpenAccounts {
                under: on.place,
                clerks: true,
                principals: false,
                renew_unused: false,
            };
            app.open_school_accounts(actor, &asked).await.map(drop)
        }
        ReadJournal => {
            let asked = JournalAsked {
                under: Some(on.place),
                limit: 10,
                ..JournalAsked::default()
            };
            app.journal(actor, &asked).await.map(drop)
        }
        MakeToken => {
            let typed = MakeToken {
                label: name,
                scope: "read".to_owned(),
                days: 1,
            };
            app.make_token(actor, &typed).await.map(drop)
        }
        SeeOwnJobs => app.own_jobs(actor, false, 10).await.map(drop),
        OpenPeriod => {
            let typed = OpenPeriod {
                name: format!("{}-{}", 2027 + on.number, 2028 + on.number),
                due_on: format!("{}-12-31", 2027 + on.number),
            };
            app.open_period(actor, on.place, &typed).await.map(drop)
        }
        SeeExemptions => app.exemptions(actor, on.place).await.map(drop),
        AskExemption => {
            let asked = AskExemption {
                check: "没有这样的校验".to_owned(),
                reason: "学校正在搬迁，面积暂缺".to_owned(),
                ..AskExemption::default()
            };
            app.ask_exemption(actor, on.hand_in, asked).await
        }
        DecideExemption => {
            let typed = DecideExemption::default();
            app.decide_exemption(actor, on.exemption, &typed).await
        }
    }
}

/// Whether somebody was turned away for who he is, and not for what he typed.
fn is_turned_away(outcome: &Result<(), Failure>) -> bool {
    match outcome {
        Err(Failure::NotFound) => true,
        Err(Failure::Refused(reasons)) => {
            let words = reasons.iter().map(|reason| reason.zh.as_str());
            words.clone().any(|zh| zh.starts_with("您的角色不能"))
        }
        Ok(()) | Err(Failure::Invalid(_) | Failure::NotSignedIn) => false,
        Err(Failure::Ours(fault)) => panic!("a failure of ours: {fault:?}"),
    }
}

/// The ids of the people whom the county's administrator keeps, by sign-in name.
async fn people(app: &App, keeper: &Actor) -> BTreeMap<String, i64> {
    let asked = PeopleAsked {
        limit: 100,
        former_too: true,
        ..PeopleAsked::default()
    };
    let kept = app.people_kept(keeper, &asked).await.expect("people");
    let each = kept.people.into_iter();
    each.map(|one| (one.person.sign_in_name, one.person.id))
        .collect()
}

/// A hand-in of the school, for which the office opened a period.
async fn a_hand_in(app: &App, folder: &Folder) -> i64 {
    let (office, _) = signed_in(app, "creation-office").await;
    let typed = OpenPeriod {
        name: "2025-2026".to_owned(),
        due_on: "2026-03-31".to_owned(),
    };
    let opened = app.open_period(&office, folder.county, &typed).await;
    opened.expect("opens");
    let board = app
        .board(&office, folder.county, &typed.name, &BoardFilter::default())
        .await
        .expect("a board");
    let school = board
        .rows
        .iter()
        .find(|row| row.organisation == folder.school);
    let cells = school.expect("the school hands in").cells.iter();
    cells.flatten().next().expect("a hand-in").hand_in
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_do_what_within_his_county() {
    let (folder, app) = Folder::founded().await;
    let hand_in = a_hand_in(&app, &folder).await;
    let exemption = folder.ask_exemption(hand_in).await;
    let (keeper, _) = signed_in(&app, "administrator").await;
    let known = people(&app, &keeper).await;
    let mut wrong = Vec::new();
    let mut number = 0;
    for (verb, who) in WHO_MAY {
        for role in Role::ALL {
            number += 1;
            let (actor, _) = signed_in(&app, &role.code().replace('_', "-")).await;
            let on = On {
                place: folder.county,
                person: known["liaison-officer-of-school"],
                hand_in,
                exemption,
                number,
            };
            let outcome = attempt(&app, &actor, *verb, on).await;
            if is_turned_away(&outcome) == who.contains(&role) {
                wrong.push(format!("{verb:?} by {}: {outcome:?}", role.code()));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn how_far_an_administrator_reaches() {
    let (folder, app) = Folder::founded().await;
    let (keeper, _) = signed_in(&app, "administrator").await;
    let (elsewhere, _) = signed_in(&app, "keeper-elsewhere").await;
    let own = people(&app, &keeper).await;
    let others = people(&app, &elsewhere).await;
    let mut number = 0;
    for (where_to, reach) in WHERE {
        let (place, person) = match *where_to {
            "a school below" => (folder.school, own["leader-of-school"]),
            "the county itself" => (folder.county, own["leader"]),
            "the nation above" => (folder.nation, others["keeper-elsewhere"]),
            _ => (folder.other_county, others["keeper-elsewhere"]),
        };
        for verb in [
            SeeOrganisations,
            RenameOrganisation,
            SeePeople,
            AddPerson,
            ChangePerson,
            GrantRole,
            ResetPassword,
            ResetCodes,
            EndSessions,
            DisablePerson,
            EnablePerson,
            ReadJournal,
        ] {
            number += 1;
            let on = On {
                place,
                person,
                hand_in: 0,
                exemption: 0,
                number,
            };
            let outcome = attempt(&app, &keeper, verb, on).await;
            match reach {
                Reach::Yes => assert!(
                    !is_turned_away(&outcome),
                    "{verb:?} {where_to}: {outcome:?}"
                ),
                Reach::Nowhere => assert!(
                    matches!(outcome, Err(Failure::NotFound)),
                    "{verb:?} {where_to}: {outcome:?}"
                ),
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_does_not_lock_himself_out() {
    let (folder, app) = Folder::founded().await;
    let (keeper, _) = signed_in(&app, "administrator").await;
    let own = people(&app, &keeper).await;
    for verb in [GrantRole, ResetPassword, ResetCodes, DisablePerson] {
        let on = On {
            place: folder.county,
            person: own["administrator"],
            hand_in: 0,
            exemption: 0,
            number: 0,
        };
        let outcome = attempt(&app, &keeper, verb, on).await;
        assert!(
            matches!(outcome, Err(Failure::Refused(_))),
            "{verb:?}: {outcome:?}"
        );
    }
    assert!(
        app.people_kept(
            &keeper,
            &PeopleAsked {
                limit: 1,
                ..PeopleAsked::default()
            }
        )
        .await
        .is_ok()
    );
}
