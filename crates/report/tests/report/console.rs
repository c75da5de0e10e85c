//! The page on the console and the lists of diagnostics.

use junheng_model::{Diagnostic, Diagnostics, Place, Severity, Verdict, Wording};
use junheng_report::console::{self, View};
use junheng_report::{Lang, diagnostics};

use crate::rulebook::names;
use crate::{county, policy};

fn page(lang: Lang, width: usize) -> String {
    let policy = policy::policy();
    let view = View {
        names: names(lang),
        width,
        colour: false,
    };
    console::findings(&county::findings(&policy), &policy, view)
}

#[test]
fn a_county_reads_well_in_chinese() {
    insta::assert_snapshot!(page(Lang::Chinese, 110));
}

#[test]
fn a_county_reads_well_in_english() {
    insta::assert_snapshot!(page(Lang::English, 110));
}

#[test]
fn a_narrow_console_wraps_names() {
    let narrow = page(Lang::Chinese, 80);
    let too_wide: Vec<&str> = narrow
        .lines()
        .filter(|line| unicode_width::UnicodeWidthStr::width(*line) > 82)
        .collect();
    assert_eq!(too_wide, Vec::<&str>::new());
}

#[test]
fn colours_are_written_only_when_asked_for() {
    let policy = policy::policy();
    let findings = county::findings(&policy);
    let view = View {
        names: names(Lang::Chinese),
        width: 100,
        colour: true,
    };
    assert!(console::findings(&findings, &policy, view).contains("\u{1b}[31m不达标\u{1b}[0m"));
    assert!(!page(Lang::Chinese, 100).contains('\u{1b}'));
}

pub fn problems() -> Diagnostics {
    let not_a_number = Diagnostic {
        severity: Severity::Error,
        code: "not-a-number",
        place: Place::file("county.xlsx").sheet("学校").cell(4, 9),
        read: "约1200".to_owned(),
        expected: Wording::new("整数，单位：人", "a whole number of persons"),
        mend: Wording::new(
            "只填数字，例如 1204",
            "enter digits only, for instance 1204",
        ),
        rule: "小学在校生数".to_owned(),
    };
    let too_many = Diagnostic {
        severity: Severity::Warning,
        code: "check",
        place: Place::file("county.xlsx").sheet("学校").cell(5, 15),
        read: "45".to_owned(),
        expected: Wording::new("小学县级以上骨干教师数 ≤ 小学专任教师数", "part ≤ whole"),
        mend: Wording::new("核对教基1102(续)与教基4155", "compare both forms"),
        rule: "骨干教师不多于专任教师".to_owned(),
    };
    let extra = Diagnostic {
        severity: Severity::Notice,
        code: "extra-column",
        place: Place::file("county.xlsx").sheet("学校").cell(0, 30),
        read: "备注".to_owned(),
        expected: Wording::default(),
        mend: Wording::default(),
        rule: String::new(),
    };
    Diagnostics(vec![extra, too_many, not_a_number])
}

#[test]
fn problems_are_listed_worst_first() {
    insta::assert_snapshot!(diagnostics::text(&problems(), Lang::Chinese, 20));
    insta::assert_snapshot!(diagnostics::text(&problems(), Lang::English, 20));
}

#[test]
fn no_problem_no_text() {
    assert_eq!(
        diagnostics::text(&Diagnostics::default(), Lang::Chinese, 20),
        ""
    );
}

#[test]
fn two_days_stand_side_by_side() {
    let policy = policy::policy();
    let later = county::findings(&policy);
    let mut earlier = later.clone();
    earlier.as_of = jiff::civil::date(2022, 12, 31);
    let county = &mut earlier.counties[0];
    // A lower standard was in force on the earlier day.
    let money = county.indicators.iter_mut().find(|of| of.id == "G7");
    money.expect("the policy has G7").limit = Some(6000.0);
    let lasting = county.indicators.iter_mut().find(|of| of.id == "Q1");
    lasting.expect("the policy has Q1").verdict = Verdict::Met;
    let view = View {
        names: names(Lang::Chinese),
        width: 110,
        colour: false,
    };
    let judged = [(&earlier, &policy), (&later, &policy)];
    insta::assert_snapshot!(console::side_by_side(&judged, view));
}

#[test]
fn what_only_one_policy_asks_is_named_once() {
    let policy = policy::policy();
    let mut other = policy.clone();
    other.id = "another-policy".to_owned();
    let findings = county::findings(&policy);
    let mut fewer = findings.clone();
    fewer.counties[0].indicators.retain(|of| of.id != "R5");
    let view = View {
        names: names(Lang::English),
        width: 110,
        colour: false,
    };
    let page = console::side_by_side(&[(&findings, &policy), (&fewer, &other)], view);
    let named = format!("only in {} 2024-12-31: R5", policy.id);
    assert!(page.contains(&named), "{page}");
    assert!(page.contains("the same otherwise: 5 rules"), "{page}");
}
