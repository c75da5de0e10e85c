//! A list of organisations in Excel, looked through: which are new, which are there, what is wrong by cell. Pure.

use std::collections::HashMap;
use std::sync::Arc;

use junheng_intake::{PlainRow, PlainSheet};
use junheng_model::{CellAddress, Diagnostic, Diagnostics, Place, Severity, Wording};
use junheng_store::Organisation;

use crate::kind;
use crate::organisations::AddOrganisation;
use crate::organisations::add::complaints;

/// The headings of a list, with what else they may be called.
pub const IMPORT_HEADINGS: [(&str, &[&str]); 4] = [
    ("学校标识码", &["标识码", "代码", "单位代码", "code"]),
    ("名称", &["单位名称", "学校名称", "name"]),
    ("类型", &["单位类型", "kind"]),
    ("上级", &["上级单位", "parent"]),
];

/// A list, looked through.
#[derive(Debug, Default)]
pub(super) struct Looked {
    /// To be added, in this order: a parent that is itself new stands before.
    pub new: Vec<Wanted>,
    /// Rows whose organisation was there already.
    pub known: usize,
    pub diagnostics: Diagnostics,
}

/// An organisation to be added.
#[derive(Debug)]
pub(super) struct Wanted {
    /// What stands for it while it has no number of its own.
    pub stand_in: i64,
    /// The organisation that it stands below, or what stands in for it.
    pub parent: i64,
    pub typed: AddOrganisation,
}

/// A row of the list, understood.
#[derive(Debug, Clone)]
struct Listed {
    row: u32,
    typed: AddOrganisation,
    /// As it stands in the list: a name or a code.
    parent: String,
}

/// Which column holds what, in the order of [`IMPORT_HEADINGS`].
type Columns = [Option<u32>; 4];

/// The codes that a list names, to look whether others have them.
pub(super) fn codes(sheet: &PlainSheet) -> Vec<String> {
    let column = sheet.rows.first().and_then(|headings| columns(headings)[0]);
    let rows = sheet.rows.iter().skip(1);
    let codes = rows.filter_map(|row| Some(row.text(column?).to_owned()));
    codes.filter(|code| !code.is_empty()).collect()
}

/// Looks through a list of what is to stand below an organisation.
pub(super) fn look_through(file_name: &str, sheet: &PlainSheet, mut tree: Tree) -> Looked {
    let mut looked = Looked::default();
    let place = ListPlace::new(file_name, sheet);
    let listed = listed(sheet, &place, &mut looked.diagnostics);
    for one in listed.unwrap_or_default() {
        match tree.judge(&one) {
            Judged::Known => looked.known += 1,
            Judged::Wrong(wrong) => place.complain(&mut looked.diagnostics, one.row, wrong),
            Judged::New(parent) => {
                let stand_in = tree.note_new(&parent, &one.typed);
                looked.new.push(Wanted {
                    stand_in,
                    parent: parent.id,
                    typed: one.typed,
                });
            }
        }
    }
    looked
}

/// The organisations that a list may refer to.
pub(super) struct Tree {
    under: i64,
    by_id: HashMap<i64, Organisation>,
    by_code: HashMap<String, i64>,
    by_name: HashMap<String, Vec<i64>>,
    elsewhere: HashMap<String, Organisation>,
}

enum Judged {
    Known,
    /// Below this one.
    New(Organisation),
    /// The index of the heading, what is expected, how to mend it.
    Wrong(Vec<(usize, Wording)>),
}

impl Tree {
    /// `elsewhere` are organisations that have one of the list's codes, wherever they stand.
    pub fn new(
        under: &Organisation,
        below: Vec<Organisation>,
        elsewhere: Vec<Organisation>,
    ) -> Self {
        let mut tree = Self {
            under: under.id,
            by_id: HashMap::new(),
            by_code: HashMap::new(),
            by_name: HashMap::new(),
            elsewhere: HashMap::new(),
        };
        for one in below {
            tree.note(one);
        }
        for one in elsewhere {
            tree.note_elsewhere(one);
        }
        tree
    }

    fn note(&mut self, one: Organisation) {
        if let Some(code) = &one.code {
            self.by_code.insert(code.clone(), one.id);
        }
        self.by_name
            .entry(one.name.clone())
            .or_default()
            .push(one.id);
        self.by_id.insert(one.id, one);
    }

    /// Takes one into the tree that is still to be added; answers what stands in for its number.
    fn note_new(&mut self, parent: &Organisation, typed: &AddOrganisation) -> i64 {
        let noted = i64::try_from(self.by_id.len()).unwrap_or(i64::MAX - 1);
        let stand_in = -(noted + 1);
        self.note(Organisation {
            id: stand_in,
            parent_id: Some(parent.id),
            kind: typed.kind.clone(),
            name: typed.name.trim().to_owned(),
            code: Some(typed.code.trim().to_owned()).filter(|code| !code.is_empty()),
            path: String::new(),
            closed_on: None,
        });
        stand_in
    }

    fn note_elsewhere(&mut self, one: Organisation) {
        if let (false, Some(code)) = (self.by_id.contains_key(&one.id), one.code.clone()) {
            self.elsewhere.insert(code, one);
        }
    }

    fn parent(&self, named: &str) -> Result<&Organisation, Wording> {
        let found: Vec<i64> = match (named, self.by_code.get(named), self.by_name.get(named)) {
            ("", ..) => vec![self.under],
            (_, Some(id), _) => vec![*id],
            (_, None, Some(ids)) => ids.clone(),
            (_, None, None) => Vec::new(),
        };
        match found.as_slice() {
            [one] => self.by_id.get(one).ok_or_else(|| {
                Wording::new("您管理的单位之一", "One of the organisations that you keep")
            }),
            [] => Err(Wording::new(
                "已有的单位，或本表前面的单位；名称或代码都可以",
                "An organisation that is there, or stands above in the list; by name or code",
            )),
            _ => Err(Wording::new(
                "有几个同名单位，请填代码",
                "Several have this name; please give the code",
            )),
        }
    }

    fn judge(&self, one: &Listed) -> Judged {
        let code = one.typed.code.as_str();
        let known = self.by_code.get(code).and_then(|id| self.by_id.get(id));
        if let Some(known) = known {
            if known.name == one.typed.name {
                return Judged::Known;
            }
            let said = Wording::new(
                format!("这个代码是“{}”的；改名请在单位页面上改", known.name),
                format!("This code is “{}”'s; rename on its page", known.name),
            );
            return Judged::Wrong(vec![(1, said)]);
        }
        let mut wrong = Vec::new();
        if self.elsewhere.contains_key(code) {
            wrong.push((
                0,
                Wording::new(
                    "没有别的单位在用的代码",
                    "A code that no other organisation has",
                ),
            ));
        }
        let parent = match self.parent(&one.parent) {
            Ok(parent) => parent,
            Err(said) => {
                wrong.push((3, said));
                return Judged::Wrong(wrong);
            }
        };
        for error in complaints(parent, &one.typed) {
            let heading = match error.field.as_str() {
                "code" => 0,
                "name" => 1,
                "kind" => 2,
                _ => 3,
            };
            wrong.push((heading, error.message));
        }
        if wrong.is_empty() {
            Judged::New(parent.clone())
        } else {
            Judged::Wrong(wrong)
        }
    }
}

/// Where problems of the list are.
struct ListPlace<'s> {
    sheet: &'s PlainSheet,
    place: Place,
    columns: Columns,
}

impl<'s> ListPlace<'s> {
    fn new(file_name: &str, sheet: &'s PlainSheet) -> Self {
        let file = Place::file(file_name);
        let place = match &sheet.name {
            Some(name) => file.sheet(Arc::clone(name)),
            None => file,
        };
        let columns = sheet.rows.first().map(columns).unwrap_or_default();
        Self {
            sheet,
            place,
            columns,
        }
    }

    fn complain(&self, problems: &mut Diagnostics, row: u32, wrong: Vec<(usize, Wording)>) {
        let cells = self.sheet.rows.iter().find(|known| known.row == row);
        for (heading, expected) in wrong {
            let column = self.columns[heading];
            let mut place = self.place.clone();
            place.cell = Some(CellAddress {
                row,
                column: column.unwrap_or(0),
            });
            let read = column.and_then(|column| cells.map(|cells| cells.text(column)));
            problems.push(Diagnostic {
                severity: Severity::Error,
                code: "organisation",
                place,
                read: read.unwrap_or_default().to_owned(),
                expected,
                mend: Wording::new(
                    "改好后重新上传整张表",
                    "Correct it and upload the list again",
                ),
                rule: IMPORT_HEADINGS[heading].0.to_owned(),
            });
        }
    }
}

fn columns(headings: &PlainRow) -> Columns {
    IMPORT_HEADINGS.map(|(name, others)| {
        let is_it = |text: &str| text == name || others.contains(&text);
        let found = headings.cells.iter().find(|(_, text)| is_it(text));
        found.map(|(column, _)| *column)
    })
}

/// The rows below the headings; nothing when the headings are not there.
fn listed(
    sheet: &PlainSheet,
    place: &ListPlace<'_>,
    problems: &mut Diagnostics,
) -> Option<Vec<Listed>> {
    let [Some(code), Some(name), of_kind, parent] = place.columns else {
        problems.push(Diagnostic {
            severity: Severity::Error,
            code: "headings",
            place: place.place.clone(),
            read: String::new(),
            expected: Wording::new(
                "第一行是表头：学校标识码、名称、类型、上级（后两列可以没有）",
                "The first row has the headings 学校标识码, 名称, 类型, 上级 (the last two may be left out)",
            ),
            mend: Wording::new("请用本页下载的空表", "Use the empty list of this page"),
            rule: String::new(),
        });
        return None;
    };
    let rows = sheet
        .rows
        .iter()
        .skip(1)
        .filter(|row| !row.cells.is_empty());
    let listed = rows.map(|row| {
        let text = |column: Option<u32>| column.map_or("", |column| row.text(column)).to_owned();
        Listed {
            row: row.row,
            typed: AddOrganisation {
                parent: 0,
                kind: kind_of(&text(of_kind)),
                name: text(Some(name)),
                code: text(Some(code)),
            },
            parent: text(parent),
        }
    });
    Some(listed.collect())
}

/// The kind that a list names, in whichever language; a list of organisations is one of schools unless it says otherwise.
fn kind_of(named: &str) -> String {
    if named.is_empty() {
        return kind::SCHOOL.to_owned();
    }
    let found = kind::ALL.iter().find(|(code, zh, en)| {
        [*code, *zh, *en].contains(&named) || zh.split(['（', '、', '）']).any(|part| part == named)
    });
    found.map_or(named, |(code, ..)| code).to_owned()
}

#[cfg(test)]
mod tests {
    use junheng_intake::read_plain;

    use super::*;

    fn node(id: i64, of_kind: &str, name: &str, code: Option<&str>) -> Organisation {
        Organisation {
            id,
            parent_id: (id > 1).then_some(1),
            kind: of_kind.to_owned(),
            name: name.to_owned(),
            code: code.map(str::to_owned),
            path: format!("/1/{id}/"),
            closed_on: None,
        }
    }

    fn tree() -> Tree {
        let county = node(1, kind::COUNTY, "青禾县", Some("510199"));
        let below = vec![
            county.clone(),
            node(2, kind::TOWNSHIP, "河西镇", None),
            node(3, kind::SCHOOL, "向阳小学", Some("2136000001")),
        ];
        let elsewhere = vec![node(9, kind::SCHOOL, "外县小学", Some("2136000099"))];
        Tree::new(&county, below, elsewhere)
    }

    fn judge(list: &str) -> Vec<String> {
        let sheet = read_plain("单位.csv", list.as_bytes()).expect("a list");
        let tree = tree();
        let place = ListPlace::new("单位.csv", &sheet);
        let mut problems = Diagnostics::default();
        let rows = listed(&sheet, &place, &mut problems).unwrap_or_default();
        let mut said: Vec<String> = problems.iter().map(|one| one.expected.zh.clone()).collect();
        for one in &rows {
            said.push(match tree.judge(one) {
                Judged::Known => "有了".to_owned(),
                Judged::New(parent) => format!("{}/{}", parent.name, one.typed.name),
                Judged::Wrong(wrong) => {
                    let mut found = Diagnostics::default();
                    place.complain(&mut found, one.row, wrong);
                    let cells = found.iter().filter_map(|one| one.place.cell);
                    let cells: Vec<String> = cells.map(|cell| cell.to_string()).collect();
                    cells.join(" ")
                }
            });
        }
        said
    }

    #[test]
    fn each_row_is_new_known_or_wrong_by_cell() {
        let list = "学校标识码,名称,类型,上级\n\
                    2136000001,向阳小学,学校,\n\
                    2136000002,河西小学,学校,河西镇\n\
                    2136000003,北关小学,,\n\
                    2136000001,另一小学,学校,\n\
                    21,,学校,\n\
                    2136000005,某校,学校,不存在的镇\n\
                    ,财政局,部门,\n\
                    2136000007,某院,医院,\n\
                    2136000099,本县小学,,\n";
        assert_eq!(
            judge(list),
            [
                "有了",
                "河西镇/河西小学",
                "青禾县/北关小学",
                "B5",
                "B6 A6",
                "D7",
                "青禾县/财政局",
                "C9",
                "A10"
            ]
        );
    }

    #[test]
    fn a_list_may_name_as_parent_what_stands_above_in_it() {
        let list = "学校标识码,名称,类型,上级\n\
                    ,东山乡,乡镇,\n\
                    2136000008,东山小学,学校,东山乡\n\
                    2136000008,东山小学,学校,东山乡\n\
                    2136000007,北山小学,学校,北山乡\n";
        let sheet = read_plain("单位.csv", list.as_bytes()).expect("a list");
        let looked = look_through("单位.csv", &sheet, tree());
        let [township, school] = looked.new.as_slice() else {
            panic!("two are new: {:?}", looked.new)
        };
        assert_eq!(township.parent, 1);
        assert!(township.stand_in < 0, "it has no number yet");
        assert_eq!(school.parent, township.stand_in);
        assert_eq!(looked.known, 1, "the list names it twice");
        assert_eq!(looked.diagnostics.len(), 1, "there is no such township");
    }

    #[test]
    fn a_list_without_headings_is_sent_back() {
        assert_eq!(judge("2136000001,向阳小学\n").len(), 1);
    }
}
