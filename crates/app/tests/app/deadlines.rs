//! What is said as a deadline comes near and goes by, to whom: a school that never opens what it has to hand in.

use junheng_app::handing_in::HandInFilter;
use junheng_app::periods::OpenPeriod;
use junheng_app::reviewing::GiveBack;
use junheng_app::{Actor, App};
use junheng_store::Page;

use crate::house::{Folder, at, signed_in};

/// A Tuesday.
const DUE_ON: &str = "2026-03-31";

/// The day, what is said first to whom by then, and a part of its words.
const COURSE: &[(&str, &[(&str, &str)])] = &[
    ("2026-03-20", &[]),
    ("2026-03-24", &[("data-clerk-of-school", "还有7天到期")]),
    ("2026-03-25", &[]),
    (
        "2026-03-28",
        &[
            ("data-clerk-of-school", "还有3天到期"),
            ("principal-of-school", "还有3天到期"),
        ],
    ),
    (
        "2026-03-31",
        &[
            ("data-clerk-of-school", "今天到期"),
            ("principal-of-school", "今天到期"),
        ],
    ),
    (
        "2026-04-01",
        &[
            ("data-clerk-of-school", "请立即报送"),
            ("principal-of-school", "请立即报送"),
            ("creation-office", "请立即报送"),
        ],
    ),
    ("2026-04-03", &[]),
    // Five working days on, without the holiday between.
    (
        "2026-04-09",
        &[
            ("principal-of-school", "列入通报"),
            ("creation-office", "列入通报"),
            ("leader", "列入通报"),
        ],
    ),
    (
        "2026-04-20",
        &[
            ("principal-of-school", "约谈"),
            ("creation-office", "约谈"),
            ("leader", "约谈"),
        ],
    ),
];

async fn latest(app: &App, who: &str) -> Vec<String> {
    let (actor, _) = signed_in(app, who).await;
    let told = app.reminders(&actor, false, 100).await;
    let told = told.expect("reminders").items.into_iter();
    told.map(|one| {
        // Names of organisations are data; everything else is said in the reader's language.
        let (english, chinese) = (&one.text_en, ['，', '。', '（', '件']);
        assert!(
            !english.is_empty() && !english.contains(chinese),
            "{english}"
        );
        one.text
    })
    .collect()
}

/// A county that has opened the year, and its office.
async fn with_a_year() -> (Folder, App, Actor) {
    let (folder, app) = Folder::founded().await;
    let (office, _) = signed_in(&app, "creation-office").await;
    let year = OpenPeriod {
        name: "2025-2026".to_owned(),
        due_on: DUE_ON.to_owned(),
    };
    let opened = app.open_period(&office, folder.county, &year).await;
    opened.expect("opens");
    (folder, app, office)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_school_that_never_opens_its_hand_ins_is_reminded_then_its_office_then_its_leader() {
    let (folder, _, _) = with_a_year().await;
    let everybody = [
        "data-clerk-of-school",
        "principal-of-school",
        "creation-office",
        "leader",
    ];
    let mut heard = vec![0; everybody.len()];
    for (day, said) in COURSE {
        let app = folder.open(at(&format!("{day}T01:00:00Z"))).await;
        app.remind_due().await.expect("says");
        assert_eq!(app.remind_due().await.expect("says"), 0, "{day}: once");
        for (who, before) in everybody.iter().zip(&mut heard) {
            let told = latest(&app, who).await;
            let new = &told[..told.len() - *before];
            *before = told.len();
            let expected = said.iter().find(|(whom, _)| whom == who);
            match expected {
                None => assert!(new.is_empty(), "{day} {who}: {new:?}"),
                Some((_, words)) => {
                    let is_said = new.iter().any(|text| text.contains(words));
                    assert!(is_said, "{day} {who}: {new:?}");
                }
            }
        }
    }
}

/// What the clerk and the office hear of a hand-in that came back on a Tuesday, to be mended in three working days.
const AFTER_A_RETURN: &[(&str, Option<&str>, Option<&str>)] = &[
    ("2026-03-04", None, None),
    ("2026-03-05", Some("被退回，应在2026-03-06前改好"), None),
    ("2026-03-06", None, None),
    // A weekend is no working day.
    ("2026-03-08", None, None),
    ("2026-03-09", Some("退回后逾期未改"), Some("退回后逾期未改")),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_hand_in_that_came_back_is_asked_for_again_and_then_its_office_hears_of_it() {
    let (folder, app, office) = with_a_year().await;
    let (clerk, _) = signed_in(&app, "data-clerk-of-school").await;
    let all = HandInFilter::default();
    let own = app.hand_ins(&clerk, &all, Page::ALL);
    let id = own.await.expect("hand-ins").listed.items[0].id;
    let handed_in = app.submit_hand_in(&clerk, id, "本校今年没有数据可报，请审核。");
    handed_in.await.expect("handed in empty, with a reason");

    let app = folder.open(at("2026-03-03T01:00:00Z")).await;
    let said = GiveBack {
        fields: [("退回意见".to_owned(), "请按实际补报".to_owned())].into(),
        remarks: Vec::new(),
    };
    let given_back = app.give_back(&office, id, &said).await;
    given_back.expect("given back");

    let mut heard = [0, 0];
    for (day, to_clerk, to_office) in AFTER_A_RETURN {
        let app = folder.open(at(&format!("{day}T01:00:00Z"))).await;
        app.remind_due().await.expect("says");
        let people = [
            ("data-clerk-of-school", to_clerk),
            ("creation-office", to_office),
        ];
        for ((who, words), before) in people.iter().zip(&mut heard) {
            let told = latest(&app, who).await;
            let new = &told[..told.len() - *before];
            *before = told.len();
            match words {
                None => assert!(new.is_empty(), "{day} {who}: {new:?}"),
                Some(words) => {
                    assert_eq!(new.len(), 1, "{day} {who}: {new:?}");
                    assert!(new[0].contains(words), "{day} {who}: {new:?}");
                }
            }
        }
    }
}
