//! The review board as its template draws it.

use junheng_app::reviewing::{Board, BoardCell, BoardFilter, BoardRow, Phase, Tally, board::only};

use junheng_rulebook::Lamp;

use crate::components::{Choice, Field, FieldKind, KeyFigure};
use crate::lang::Lang;
use crate::links::escaped;
use crate::words::Words;

/// Organisations that hand in the same registers.
pub struct Group {
    pub caption: String,
    /// As the reader calls them, each with how many of how many are accepted.
    pub registers: Vec<(String, String)>,
    pub rows: Vec<Row>,
}

pub struct Row {
    pub name: String,
    /// All that the organisation hands in.
    pub href: String,
    pub code: String,
    /// One for each register of the group.
    pub cells: Vec<Option<Cell>>,
}

pub struct Cell {
    pub hand_in: i64,
    pub words: String,
    pub tone: &'static str,
    /// `逾期`, `2条意见`; one word each.
    pub notes: Vec<String>,
    pub is_overdue: bool,
    pub can_be_accepted: bool,
}

impl Group {
    /// The schools and the county apart: they hand in different registers.
    pub fn all(board: &Board, words: &Words, lang: Lang) -> Vec<Group> {
        let (own, below): (Vec<&BoardRow>, Vec<&BoardRow>) = board
            .rows
            .iter()
            .partition(|row| row.organisation == board.county.id);
        let schools = lang.say("学校报送", "Handed in by schools");
        let county = lang.say("县本级报送", "Handed in by the county");
        [(schools, below), (county, own)]
            .into_iter()
            .filter(|(_, rows)| !rows.is_empty())
            .map(|(caption, rows)| Group::of(caption, board, &rows, words, lang))
            .collect()
    }

    fn of(caption: &str, board: &Board, rows: &[&BoardRow], words: &Words, lang: Lang) -> Group {
        let registers = &board.registers;
        let share = |register: &String| {
            let tally = board.by_register.get(register).copied().unwrap_or_default();
            format!("{}/{}", tally.accepted + tally.frozen, tally.all)
        };
        let has = |at: &usize| rows.iter().any(|row| row.cells[*at].is_some());
        let columns: Vec<usize> = (0..registers.len()).filter(has).collect();
        Group {
            caption: caption.to_owned(),
            registers: columns
                .iter()
                .map(|at| {
                    let name = &registers[*at];
                    (words.register(name).to_owned(), share(name))
                })
                .collect(),
            rows: rows
                .iter()
                .map(|row| Row {
                    name: row.name.clone(),
                    href: format!(
                        "/hand-ins?organisation={}&period={}",
                        row.organisation,
                        escaped(&board.period.name)
                    ),
                    code: row.code.clone().unwrap_or_default(),
                    cells: columns
                        .iter()
                        .map(|at| row.cells[*at].as_ref().map(|cell| Cell::of(cell, lang)))
                        .collect(),
                })
                .collect(),
        }
    }
}

impl Cell {
    fn of(cell: &BoardCell, lang: Lang) -> Self {
        let words = match cell.phase {
            Phase::NeverOpened => lang.say("未打开", "never opened"),
            _ => lang.say(&cell.state, &cell.state_en),
        };
        let mut notes = Vec::new();
        if cell.is_overdue {
            notes.push(lang.say("逾期", "overdue").to_owned());
        }
        if cell.errors > 0 {
            notes.push(match lang {
                Lang::Zh => format!("{}处错误", cell.errors),
                Lang::En => format!("{} errors", cell.errors),
            });
        }
        if cell.remarks > 0 {
            notes.push(match lang {
                Lang::Zh => format!("{}条批注", cell.remarks),
                Lang::En => format!("{} remarks", cell.remarks),
            });
        }
        Self {
            hand_in: cell.hand_in,
            words: words.to_owned(),
            tone: tone(cell),
            notes,
            is_overdue: cell.is_overdue,
            can_be_accepted: cell.can_be_accepted,
        }
    }
}

/// The class of a state's sign.
pub fn tone(cell: &BoardCell) -> &'static str {
    match (cell.phase, cell.lamp) {
        (Phase::NeverOpened, _) => "quiet",
        (Phase::Incomplete, Lamp::Orange | Lamp::Red) => "returned",
        (Phase::Incomplete, _) => "draft",
        (Phase::Waiting, _) => "waiting",
        (Phase::Accepted, _) => "done",
        (Phase::Frozen, _) => "frozen",
    }
}

/// The counts on top; each leads to the hand-ins that it counts.
pub fn key_figures(board: &Board, here: &str, lang: Lang) -> Vec<KeyFigure> {
    let Tally {
        all,
        never_opened,
        incomplete,
        waiting,
        accepted,
        frozen,
        overdue,
    } = board.tally;
    let of_all = match lang {
        Lang::Zh => format!("共{all}件"),
        Lang::En => format!("of {all}"),
    };
    let figure = |zh: &str, en: &str, count: usize, query: &str, icon| KeyFigure {
        label: lang.say(zh, en).to_owned(),
        value: count.to_string(),
        unit: lang.say("件", "").to_owned(),
        note: of_all.clone(),
        href: if query.is_empty() {
            String::new()
        } else {
            format!("{here}?{query}")
        },
        icon,
        verdict: None,
    };
    let asked = |word: &str| format!("only={word}");
    vec![
        figure(
            "待审核",
            "Waiting for review",
            waiting,
            &asked(only::WAITING),
            "checklist",
        ),
        figure(
            "逾期",
            "Overdue",
            overdue,
            &asked(only::OVERDUE),
            "calendar-due",
        ),
        figure(
            "从未打开",
            "Never opened",
            never_opened,
            &asked(only::NEVER_OPENED),
            "eye-off",
        ),
        figure(
            "已打开，未报齐",
            "Opened, incomplete",
            incomplete,
            &asked(only::INCOMPLETE),
            "edit",
        ),
        figure(
            "已审核、已冻结",
            "Accepted or frozen",
            accepted + frozen,
            "",
            "circle-check",
        ),
    ]
}

/// What the board can be narrowed to.
pub fn filters(board: &Board, filter: &BoardFilter, words: &Words, lang: Lang) -> Vec<Field> {
    let chosen =
        |value: &str, asked: &Option<String>| asked.as_deref().unwrap_or_default() == value;
    let any = lang.say("全部", "all");
    let mut registers = vec![Choice::new("", any, false)];
    registers.extend(
        board
            .registers
            .iter()
            .map(|name| Choice::new(name, words.register(name), chosen(name, &filter.register))),
    );
    let mut states = vec![Choice::new("", any, false)];
    states.extend(board.states.iter().map(|state| {
        let label = format!("{}（{}）", lang.say(&state.name, &state.en), state.count);
        Choice::new(&state.name, label, chosen(&state.name, &filter.state))
    }));
    let only: Vec<Choice> = [
        ("", any),
        (only::OVERDUE, lang.say("逾期", "overdue")),
        (only::OUTSTANDING, lang.say("未报", "to be handed in")),
        (only::NEVER_OPENED, lang.say("从未打开", "never opened")),
        (
            only::INCOMPLETE,
            lang.say("已打开，未报齐", "opened, incomplete"),
        ),
        (only::WAITING, lang.say("待审核", "waiting for review")),
    ]
    .into_iter()
    .map(|(value, label)| Choice::new(value, label, chosen(value, &filter.only)))
    .collect();
    vec![
        Field::new("search", lang.say("单位", "Organisation"), FieldKind::Text)
            .hint(lang.say("名称或代码", "name or code"))
            .filled(filter.search.clone().unwrap_or_default()),
        Field::new("register", lang.say("台账", "Register"), FieldKind::Choice).choices(registers),
        Field::new("state", lang.say("状态", "State"), FieldKind::Choice).choices(states),
        Field::new("only", lang.say("只看", "Only"), FieldKind::Choice).choices(only),
    ]
}

/// The filter as it stands in an address.
pub fn query_of(filter: &BoardFilter) -> String {
    let parts = [
        ("search", &filter.search),
        ("register", &filter.register),
        ("state", &filter.state),
        ("only", &filter.only),
    ];
    let given = parts.iter().filter_map(|(name, value)| {
        let value = value.as_deref().filter(|value| !value.is_empty())?;
        Some(format!("{name}={}", escaped(value)))
    });
    given.collect::<Vec<_>>().join("&")
}
