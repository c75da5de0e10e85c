//! Kinds of matters: who may move what where, by when, and what follows.

use std::collections::BTreeMap;
use std::fmt::Write;

use jiff::civil::{Date, date};
use junheng_model::{Role, Wording};
use junheng_rulebook::{
    Asked, Condition, Course, FieldKind, FieldValue, Filling, Held, MatterKind, Move, NotCovered,
    Standing,
};

use crate::book::{load_with, told};
use crate::calendars::calendar;
use crate::repository;

fn kind(name: &str) -> MatterKind {
    let rulebook = repository::load().rulebook;
    rulebook.matter(name).expect("the kind is declared").clone()
}

/// Everything that a move asks for.
fn filled(step: &Move) -> BTreeMap<String, String> {
    step.fields
        .iter()
        .map(|field| {
            let typed = match field.kind {
                FieldKind::Text => "第三张表的人数填错了行",
                FieldKind::Date => "2025-06-30",
                FieldKind::Number => "12.5",
                FieldKind::Evidence => "9f86d081 60303ae2",
            };
            (field.name.clone(), typed.to_owned())
        })
        .collect()
}

fn all_hold() -> BTreeMap<Condition, Vec<Wording>> {
    Condition::ALL
        .map(|condition| (condition, Vec::new()))
        .into()
}

const OWN_CLERK: Held = Held {
    role: Role::DataClerk,
    at: Standing::Own,
};
const OFFICE_ABOVE: Held = Held {
    role: Role::CreationOffice,
    at: Standing::Above,
};

/// For each state and move: where it leads, and every role that may make it, tried one by one.
fn matrix(kind: &MatterKind) -> String {
    let mut out = String::new();
    let conditions = all_hold();
    for state in &kind.states {
        let mut names: Vec<&str> = Vec::new();
        for step in &kind.moves {
            if !names.contains(&step.name.as_str()) {
                names.push(&step.name);
            }
        }
        for name in names {
            let fields = kind
                .move_from(&state.name, name)
                .map_or_else(BTreeMap::new, filled);
            let mut to = "—".to_owned();
            let mut may = Vec::new();
            for role in Role::ALL {
                for (at, where_) in [(Standing::Own, "本"), (Standing::Above, "上")] {
                    let asked = Asked {
                        state: &state.name,
                        step: name,
                        held: &[Held { role, at }],
                        fields: &fields,
                        conditions: &conditions,
                    };
                    if let Ok(decided) = kind.decide(&asked) {
                        decided.to.clone_into(&mut to);
                        may.push(format!("{role}{where_}"));
                    }
                }
            }
            writeln!(out, "{} · {name} → {to}  {}", state.name, may.join(" "))
                .expect("a text can be written to");
        }
    }
    out
}

#[test]
fn every_state_and_move_of_a_hand_in() {
    insta::assert_snapshot!(matrix(&kind("填报")));
}

#[test]
fn every_state_and_move_of_a_rectification() {
    insta::assert_snapshot!(matrix(&kind("整改")));
}

#[test]
fn a_refusal_names_every_reason() {
    let kind = kind("填报");
    let mut conditions = all_hold();
    conditions.insert(
        Condition::HardChecksPassOrExempt,
        vec![Wording::new("2项硬性校验未通过", "2 hard checks fail")],
    );
    conditions.remove(&Condition::ChangesExplained);
    let fields = BTreeMap::from([("备注".to_owned(), "无".to_owned())]);
    let refused = kind
        .decide(&Asked {
            state: "草稿",
            step: "提交",
            held: &[OFFICE_ABOVE],
            fields: &fields,
            conditions: &conditions,
        })
        .expect_err("the office does not hand in for a school");
    let said: Vec<(Option<&str>, &str)> = refused
        .iter()
        .map(|reason| (reason.field.as_deref(), reason.said.zh.as_str()))
        .collect();
    assert_eq!(
        said,
        [
            (None, "“提交”只能由以下人员办理：填报员、校长（本单位）"),
            (None, "2项硬性校验未通过"),
            // What nobody looked into counts against the move.
            (None, "尚未查明：与上年相比的较大变动都有说明"),
            (Some("备注"), "此处没有“备注”一项"),
        ]
    );
}

#[test]
fn fields_are_read_and_refused_in_place() {
    let kind = kind("整改");
    let step = kind
        .move_from("待核查", "退回重办")
        .expect("there is such a move");
    let held = [Held {
        role: Role::Inspector,
        at: Standing::Above,
    }];
    let conditions = all_hold();
    let decide = |fields: &BTreeMap<String, String>| {
        let asked = Asked {
            state: "待核查",
            step: &step.name,
            held: &held,
            fields,
            conditions: &conditions,
        };
        kind.decide(&asked).map(|decided| decided.fields)
    };
    let typed = |remark: &str, day: &str| {
        BTreeMap::from([
            ("退回意见".to_owned(), remark.to_owned()),
            ("整改期限".to_owned(), day.to_owned()),
        ])
    };
    let refused = decide(&typed(" 不 行 ", "六月底")).expect_err("both fields are wrong");
    let said: Vec<&str> = refused
        .iter()
        .map(|reason| reason.said.zh.as_str())
        .collect();
    assert_eq!(
        said,
        [
            "“退回意见”至少写4个字",
            "“整改期限”应为日期，如 2025-03-31，写的是“六月底”"
        ]
    );
    let missing = decide(&BTreeMap::new()).expect_err("both are required");
    assert_eq!(missing[0].said.en, "`remark` is missing");
    let read = decide(&typed("佐证材料不足", "2025-06-30")).expect("both are right");
    assert_eq!(read["整改期限"], FieldValue::Date(date(2025, 6, 30)));
    // What is stored reads back as the same value.
    for field in &step.fields {
        let value = &read[&field.name];
        assert_eq!(field.read(&value.written()), Ok(Some(value.clone())));
    }
}

#[test]
fn a_move_that_is_not_there_names_those_that_are() {
    let kind = kind("填报");
    let said = |state, step| {
        let asked = Asked {
            state,
            step,
            held: &[OWN_CLERK],
            fields: &BTreeMap::new(),
            conditions: &all_hold(),
        };
        kind.decide(&asked).expect_err("there is no such move")[0]
            .said
            .clone()
    };
    assert_eq!(
        said("已提交", "冻结").zh,
        "“已提交”的填报不能“冻结”，只能：撤回、退回、审核通过"
    );
    assert_eq!(
        said("已提交", "冻结").en,
        "a hand-in that is submitted cannot be moved by `freeze`, only by: withdraw, return, accept"
    );
    assert_eq!(self::kind("整改").moves_from("已撤销").count(), 0);
}

#[test]
fn who_handed_over_is_known_from_the_states() {
    let kind = kind("填报");
    assert!(kind.hands_over("已退回", "已提交"));
    assert!(!kind.hands_over("已提交", "已审核"));
    assert!(!kind.hands_over("已提交", "草稿"));
    // Putting a rectification off leaves it where it is.
    assert!(!self::kind("整改").hands_over("待整改", "待整改"));
}

#[test]
fn somebody_opens_a_rectification_and_nobody_a_hand_in() {
    let rectification = kind("整改");
    let fields = BTreeMap::from([
        ("问题".to_owned(), "教学用房每生少0.6平方米".to_owned()),
        ("来源".to_owned(), "督导意见书2025年第3号".to_owned()),
        ("整改要求".to_owned(), "秋季开学前补足".to_owned()),
        ("整改期限".to_owned(), "2025-08-31".to_owned()),
    ]);
    let opened = rectification.decide_opening(&[OFFICE_ABOVE], &fields);
    assert_eq!(
        opened.expect("the office may")["整改期限"],
        FieldValue::Date(date(2025, 8, 31))
    );
    assert!(rectification.decide_opening(&[OWN_CLERK], &fields).is_err());
    let refused = kind("填报").decide_opening(&[OFFICE_ABOVE], &BTreeMap::new());
    assert_eq!(
        refused.expect_err("it is opened with its period")[0]
            .said
            .zh,
        "“填报”随周期开启，不由人另开"
    );
}

/// A matter in a state, which it came to on a day.
fn course<'a>(
    state: &'a str,
    entered: &'a BTreeMap<String, Date>,
    fields: &'a BTreeMap<String, FieldValue>,
) -> Course<'a> {
    Course {
        state,
        opened_on: date(2025, 9, 1),
        period_due: Some(date(2025, 9, 30)),
        entered_on: entered,
        fields,
    }
}

#[test]
fn each_state_has_its_own_deadline() {
    let (kind, calendar, none) = (kind("填报"), calendar(), BTreeMap::new());
    // Returned on Monday 29 September: three working days later is after the holiday.
    let entered = BTreeMap::from([
        ("已提交".to_owned(), date(2025, 9, 26)),
        ("已退回".to_owned(), date(2025, 9, 29)),
    ]);
    for (state, expected) in [
        ("草稿", Some(("报送期限", date(2025, 9, 30)))),
        ("已退回", Some(("改正期限", date(2025, 10, 10)))),
        // Sunday 28 September is worked for the holiday.
        ("已提交", Some(("审核期限", date(2025, 10, 10)))),
        ("已冻结", None),
    ] {
        let due = kind
            .due_on(&course(state, &entered, &none), &calendar)
            .expect("2025 is covered");
        let told = due.map(|due| (due.deadline.name.as_str(), due.on));
        assert_eq!(told, expected, "{state}");
    }
}

#[test]
fn reminders_come_once_and_steps_follow_in_working_days() {
    let (kind, calendar, none) = (kind("填报"), calendar(), BTreeMap::new());
    let entered = BTreeMap::new();
    let due = kind
        .due_on(&course("草稿", &entered, &none), &calendar)
        .expect("2025 is covered")
        .expect("a draft is due");
    let keys = |today| {
        let notices = kind
            .reminders_due(today, &due, &calendar)
            .expect("2025 is covered");
        notices
            .into_iter()
            .map(|notice| notice.key)
            .collect::<Vec<_>>()
    };
    assert_eq!(keys(date(2025, 9, 22)), Vec::<String>::new());
    assert_eq!(
        keys(date(2025, 9, 23)),
        ["报送期限 2025-09-30 before-7-calendar"]
    );
    // Whoever was not told before is told the nearest only.
    assert_eq!(
        keys(date(2025, 9, 29)),
        ["报送期限 2025-09-30 before-3-calendar"]
    );
    assert_eq!(
        keys(date(2025, 9, 30)),
        ["报送期限 2025-09-30 before-0-calendar"]
    );
    // The first working day after it is 9 October.
    assert_eq!(keys(date(2025, 10, 8)), Vec::<String>::new());
    assert_eq!(keys(date(2025, 10, 9)), ["报送期限 2025-09-30 催办"]);
    assert_eq!(
        keys(date(2025, 10, 31)),
        [
            "报送期限 2025-09-30 催办",
            "报送期限 2025-09-30 通报",
            "报送期限 2025-09-30 约谈"
        ]
    );
}

#[test]
fn the_blanks_of_a_text_are_filled_once() {
    let kind = kind("填报");
    let deadline = kind.deadline_in("草稿").expect("a draft is due");
    let filling = Filling {
        organisation: "{due_on}小学",
        subject: &Wording::new("学校（2025-2026学年）", "schools (2025-2026)"),
        state: &Wording::new("草稿", "draft"),
        due_on: date(2025, 9, 30),
        days: 5,
    };
    let said = filling.fill(&deadline.escalations[1].text);
    assert_eq!(
        said.zh,
        "{due_on}小学的学校（2025-2026学年）逾期5个工作日（期限2025-09-30），列入通报。"
    );
    assert!(
        said.en
            .starts_with("schools (2025-2026) of {due_on}小学 is 5 working days")
    );
}

#[test]
fn a_date_that_was_given_is_a_deadline_and_an_uncovered_year_is_said() {
    let (kind, calendar) = (kind("整改"), calendar());
    let entered = BTreeMap::new();
    let fields = BTreeMap::from([("整改期限".to_owned(), FieldValue::Date(date(2027, 3, 1)))]);
    let due = kind
        .due_on(&course("待整改", &entered, &fields), &calendar)
        .expect("no working day is counted")
        .expect("the date was given");
    assert_eq!(due.on, date(2027, 3, 1));
    // A reminder three working days before it needs the notice for 2027.
    assert_eq!(
        kind.reminders_due(date(2027, 2, 20), &due, &calendar),
        Err(NotCovered { year: 2027 })
    );
    // The year before, that day has not come whatever the notice will say.
    assert_eq!(
        kind.reminders_due(date(2026, 12, 1), &due, &calendar),
        Ok(Vec::new())
    );
    let without = BTreeMap::new();
    let undated = kind.due_on(&course("待整改", &entered, &without), &calendar);
    assert_eq!(undated, Ok(None));
}

#[test]
fn a_running_matter_reads_the_declaration_it_began_with() {
    for kind in repository::load().rulebook.matters {
        let again = MatterKind::read(&kind.place.file, &kind.text);
        assert_eq!(again.as_ref(), Ok(&kind));
    }
    let mistakes = MatterKind::read("kept.toml", "name = 3").expect_err("it is no declaration");
    assert_eq!(mistakes[0].place.to_string(), "kept.toml:1:1");
}

const TASK: &str = r#"
name = "任务"
en = "task"
about = "一件事。"
subject = "itself"
initial = "待办"
source = { document = "甲", status = "confirmed" }
[opening]
by = [{ roles = ["leader"], at = "above" }]
[[state]]
name = "待办"
en = "to do"
about = "还没有做。"
lamp = "blue"
[[state]]
name = "办结"
en = "done"
about = "做完了。"
lamp = "green"
ends = true
[[move]]
name = "完成"
en = "finish"
about = "做完。"
from = ["待办"]
to = "办结"
by = [{ roles = ["liaison_officer"], at = "own" }]
"#;

#[test]
fn a_small_kind_is_sound() {
    assert_eq!(
        told(&load_with(&[("matters/任务.toml", TASK)]).diagnostics),
        ""
    );
}

fn told_of(task: &str) -> String {
    told(&load_with(&[("matters/任务.toml", task)]).diagnostics)
}

#[test]
fn states_that_are_lost() {
    let more = r#"
[[state]]
name = "搁置"
en = "shelved"
about = "等着。"
lamp = "purple"
[[state]]
name = "遗忘"
en = "forgotten"
about = "没有人来过。"
lamp = "grey"
[[move]]
name = "搁置"
en = "shelve"
about = "以后再说。"
from = ["待办", "带办"]
to = "搁置"
by = []
"#;
    insta::assert_snapshot!(told_of(&format!("{TASK}{more}")));
}

#[test]
fn mistakes_in_moves() {
    let more = r#"
[[move]]
name = "完成"
en = "finish again"
about = "再做一次。"
from = ["待办"]
to = "完结"
by = [{ roles = ["clerk", "leader"], at = "below" }, { roles = [], at = "own" }]
needs = ["hard_checks_pass_or_exempt", "reviewer_is_not_submitter", "reviewer_is_not_submitter", "checked"]
[[move.field]]
name = "说明"
en = "note"
type = "longtext"
[[move.field]]
name = "日期"
en = "day"
type = "date"
at_least_letters = 3
help = { zh = "哪天" }
[[move.field]]
name = "日期"
en = "day"
type = "date"
optional = true
"#;
    insta::assert_snapshot!(told_of(&format!("{TASK}{more}")));
}

#[test]
fn mistakes_in_deadlines() {
    let more = r#"
[[deadline]]
name = "期限"
en = "deadline"
states = ["待办"]
after = "period_due"
days = -3
[[deadline.reminder]]
before = 3
after = 1
to = [{ roles = ["leader"], at = "own" }]
text = { zh = "{单位}快到期了", en = "{organization} is due" }
[[deadline.reminder]]
before = 3
to = [{ roles = ["leader"], at = "own" }]
text = { zh = "快到期了", en = "due" }
[[deadline.reminder]]
before = 3
to = [{ roles = ["leader"], at = "own" }]
text = { zh = "快到期了", en = "due" }
[[deadline]]
name = "期限二"
en = "second deadline"
states = ["待办"]
after = { field = "完成日" }
[[deadline]]
name = "期限三"
en = "third deadline"
states = ["待办"]
after = { entered = "办结", field = "完成日" }
[[deadline]]
name = "期限四"
en = "fourth deadline"
states = ["待办"]
after = { entered = "办结" }
[[deadline.escalation]]
label = "催办"
en = "reminder"
after = 5
lamp = "yellow"
to = [{ roles = ["leader"], at = "own" }]
text = { zh = "逾期", en = "overdue" }
[[deadline.escalation]]
label = "通报"
en = "notice"
after = 5
lamp = "red"
to = [{ roles = ["leader"], at = "own" }]
text = { zh = "逾期", en = "overdue" }
"#;
    insta::assert_snapshot!(told_of(&format!("{TASK}{more}")));
}

#[test]
fn the_head_of_a_kind() {
    let submission = TASK.replace("\"itself\"", "\"submission\"");
    let unopened = TASK.replace(
        "[opening]\nby = [{ roles = [\"leader\"], at = \"above\" }]\n",
        "",
    );
    let misnamed = TASK.replace("initial = \"待办\"", "initial = \"代办\"\nstate_of = 1");
    let all: Vec<String> = [submission, unopened, misnamed]
        .iter()
        .map(|task| told_of(task))
        .collect();
    insta::assert_snapshot!(all.join("── \n"));
}
