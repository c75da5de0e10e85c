//! What is said as a deadline comes near and goes by, to whom: a school that never opens what it has to hand in.

use junheng_app::App;
use junheng_app::periods::OpenPeriod;

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
    told.map(|one| one.text).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_school_that_never_opens_its_hand_ins_is_reminded_then_its_office_then_its_leader() {
    let (folder, app) = Folder::founded().await;
    let (office, _) = signed_in(&app, "creation-office").await;
    let year = OpenPeriod {
        name: "2025-2026".to_owned(),
        due_on: DUE_ON.to_owned(),
    };
    let opened = app.open_period(&office, folder.county, &year).await;
    opened.expect("opens");
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
