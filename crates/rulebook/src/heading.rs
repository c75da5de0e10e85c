//! Matching the headings that users write with the columns that a register declares.

use std::collections::{HashMap, HashSet};

use junheng_model::{Quantity, Stage};
use unicode_normalization::UnicodeNormalization;

use crate::{Column, Register, Unit};

/// What a user's heading means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeadingMatch {
    /// Index into [`Register::columns`].
    pub column: usize,
    /// What a value under this heading is multiplied with to be in the column's stored unit.
    pub factor: Quantity,
    /// Whether the heading itself states the unit. If not, values are in the unit of the declared
    /// heading, in which templates ask for them.
    pub unit_stated: bool,
    /// A stated unit that cannot be turned into the column's: 台 where 元 is asked. The column
    /// cannot be used then.
    pub unfit_unit: Option<String>,
}

impl Register {
    /// The declared column that a heading means: its name, its heading or an alias, whatever the
    /// width of the characters, with spaces and line breaks anywhere, with or without the unit in
    /// brackets. Whoever matches many headings builds a [`HeadingIndex`] once.
    pub fn match_heading(&self, text: &str, units: &[Unit]) -> Option<HeadingMatch> {
        HeadingIndex::new(self, units).find(text)
    }
}

/// The headings of one register, ready to be looked up.
#[derive(Debug)]
pub struct HeadingIndex<'a> {
    register: &'a Register,
    columns: HashMap<String, usize>,
    units: UnitIndex<'a>,
    /// For each column, the unit that its declared heading states.
    heading_units: Vec<Option<String>>,
}

impl<'a> HeadingIndex<'a> {
    pub fn new(register: &'a Register, units: &'a [Unit]) -> Self {
        let mut index = Self {
            register,
            columns: HashMap::new(),
            units: UnitIndex::new(register, units),
            heading_units: Vec::new(),
        };
        // Names win over headings, those over aliases and those over names in English, should a register declare
        // one text twice.
        let all = || register.columns.iter().enumerate();
        for (position, column) in all() {
            index.declare(&column.name, position);
        }
        for (position, column) in all() {
            let unit = index.declare(&column.heading, position);
            index.heading_units.push(unit);
        }
        for (position, column) in all() {
            for alias in &column.aliases {
                index.declare(alias, position);
            }
        }
        for (position, column) in all() {
            index.declare(&column.en, position);
        }
        index
    }

    pub fn register(&self) -> &'a Register {
        self.register
    }

    /// The column that a heading means; see [`Register::match_heading`].
    pub fn find(&self, text: &str) -> Option<HeadingMatch> {
        let heading = self.take_apart(text);
        let column = heading
            .keys()
            .iter()
            .find_map(|key| self.columns.get(key).copied())?;
        let stated = heading.unit.as_deref();
        let unit = stated.or(self.heading_units[column].as_deref());
        let factor = unit.map_or(Some(Quantity::ONE), |unit| self.factor(unit, column));
        Some(HeadingMatch {
            column,
            factor: factor.unwrap_or(Quantity::ONE),
            unit_stated: stated.is_some(),
            unfit_unit: match factor {
                Some(_) => None,
                None => stated.map(str::to_owned),
            },
        })
    }

    /// What a figure in `unit` is multiplied with to be in the stored unit of the column at
    /// `column`; `None` when the two do not measure the same thing. A column without unit takes any.
    pub fn factor(&self, unit: &str, column: usize) -> Option<Quantity> {
        let Some(stored) = &self.register.columns[column].unit else {
            return Some(Quantity::ONE);
        };
        self.units.factor(unit, stored)
    }

    /// Whether the text names a unit.
    pub fn is_unit(&self, text: &str) -> bool {
        self.units.knows(&plain_text(text))
    }

    /// Enters a declared text and returns the unit that it states.
    fn declare(&mut self, text: &str, column: usize) -> Option<String> {
        let heading = self.take_apart(text);
        for key in heading.keys() {
            self.columns.entry(key).or_insert(column);
        }
        heading.unit
    }

    fn take_apart(&self, text: &str) -> Heading {
        let mut heading = Heading::default();
        let plain = plain_text(text);
        let (base, brackets) = split_brackets(trim_marks(&plain));
        heading.base = base;
        for content in brackets {
            let declared_unit = content.strip_prefix("单位:");
            let unit = declared_unit.unwrap_or(&content);
            if declared_unit.is_some() || self.units.knows(unit) {
                heading.unit = Some(unit.to_owned());
            } else if !is_note(&content) {
                heading.qualifier.push_str(&content);
            }
        }
        if heading.unit.is_none()
            && let Some((base, unit)) = heading.base.rsplit_once(['/', ':', ',', '_'])
            && self
                .units
                .may_follow_a_mark(unit.strip_prefix("单位:").unwrap_or(unit))
        {
            heading.unit = Some(unit.to_owned());
            heading.base = base.trim_end_matches(":单位").to_owned();
        }
        heading
    }
}

/// A heading taken apart: `县级以上骨干教师(小学)(人)` is the base 县级以上骨干教师, qualified by 小学,
/// counted in 人.
#[derive(Debug, Default)]
struct Heading {
    base: String,
    qualifier: String,
    unit: Option<String>,
}

impl Heading {
    /// The texts under which the heading is looked up.
    fn keys(&self) -> Vec<String> {
        if self.base.is_empty() && self.qualifier.is_empty() {
            return Vec::new();
        }
        let mut keys = vec![format!("{}{}", self.qualifier, self.base)];
        if !self.qualifier.is_empty() {
            keys.push(format!("{}{}", self.base, self.qualifier));
        }
        keys
    }
}

/// Units by every name they have.
#[derive(Debug)]
struct UnitIndex<'a> {
    by_name: HashMap<String, (&'a str, Quantity)>,
    /// The English names, which stand in brackets only: `primary: classes` is a name, and not one in classes.
    english: HashSet<String>,
}

impl<'a> UnitIndex<'a> {
    fn new(register: &'a Register, units: &'a [Unit]) -> Self {
        let mut by_name = HashMap::new();
        let mut english = HashSet::new();
        for unit in units {
            let meaning = (unit.base.as_str(), unit.factor);
            by_name.insert(plain_text(&unit.name), meaning);
            for alias in &unit.aliases {
                by_name.entry(plain_text(alias)).or_insert(meaning);
            }
        }
        // A register may count in what no list converts: 人, 间.
        let own = |column: &'a Column| column.unit.as_deref();
        for unit in register.columns.iter().filter_map(own) {
            by_name
                .entry(plain_text(unit))
                .or_insert((unit, Quantity::ONE));
        }
        // They stand in the headings of English copies, which can be uploaded again.
        for unit in units {
            for name in [&unit.en, &unit.en_one] {
                let name = plain_text(name);
                if !name.is_empty() && !by_name.contains_key(&name) {
                    by_name.insert(name.clone(), (unit.base.as_str(), unit.factor));
                    english.insert(name);
                }
            }
        }
        Self { by_name, english }
    }

    fn knows(&self, plain: &str) -> bool {
        self.by_name.contains_key(plain)
    }

    /// Whether a text behind a stroke or a colon is a unit.
    fn may_follow_a_mark(&self, plain: &str) -> bool {
        self.knows(plain) && !self.english.contains(plain)
    }

    fn factor(&self, from: &str, to: &str) -> Option<Quantity> {
        let (from_base, from_factor) = self.by_name.get(&plain_text(from))?;
        let (to_base, to_factor) = self.by_name.get(&plain_text(to))?;
        if plain_text(from_base) != plain_text(to_base) || to_factor.millionths() == 0 {
            return None;
        }
        let scaled = i128::from(from_factor.millionths()) * i128::from(Quantity::UNIT);
        let divisor = i128::from(to_factor.millionths());
        // A factor that is no exact decimal would spoil every figure under the heading.
        (scaled % divisor == 0)
            .then(|| i64::try_from(scaled / divisor).ok())
            .flatten()
            .map(Quantity::from_millionths)
    }
}

/// A text as it is compared: full-width and compatibility characters folded (（㎡） is (m2)), spaces
/// and line breaks removed, ASCII in lower case.
pub fn plain_text(text: &str) -> String {
    // Most texts are plain as they stand.
    if text.chars().all(is_plain) {
        return text.to_owned();
    }
    text.nfkc()
        .filter(|letter| !letter.is_whitespace() && !letter.is_control() && !is_invisible(*letter))
        .map(|letter| letter.to_ascii_lowercase())
        .collect()
}

/// Letters that folding leaves as they are, wherever they stand: ASCII without capitals, and Han.
fn is_plain(letter: char) -> bool {
    matches!(letter, '!'..='@' | '['..='~' | '\u{4e00}'..='\u{9fff}')
}

/// Characters that take no space and that copying from web pages leaves behind.
fn is_invisible(letter: char) -> bool {
    matches!(
        letter,
        '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}'
    )
}

/// Marks around a heading that do not belong to the name: `*学校名称`, `#女`, `其中:寄宿生`.
fn trim_marks(plain: &str) -> &str {
    let trimmed = plain.trim_matches(['*', '#', '※', '★', '☆', ':', '、', '。', '-', '_']);
    trimmed.strip_prefix("其中:").unwrap_or(trimmed)
}

/// The text outside brackets, and what stands inside each pair.
fn split_brackets(text: &str) -> (String, Vec<String>) {
    let mut outside = String::new();
    let mut inside = Vec::new();
    let mut current: Option<String> = None;
    for letter in text.chars() {
        match (letter, &mut current) {
            ('(' | '[' | '【' | '〔', None) => current = Some(String::new()),
            (')' | ']' | '】' | '〕', Some(content)) => {
                inside.push(std::mem::take(content));
                current = None;
            }
            (_, Some(content)) => content.push(letter),
            (_, None) => outside.push(letter),
        }
    }
    // A bracket that nobody closed still holds what its writer meant.
    inside.extend(current);
    (outside, inside)
}

/// Remarks in brackets that do not change what the column is: (必填), (10位), (是/否).
fn is_note(content: &str) -> bool {
    let names_a_stage = Stage::ALL
        .iter()
        .any(|stage| content.contains(stage.name()));
    let is_remark = ["填", "选", "位", "如", "例", "见", "格式", "/"]
        .iter()
        .any(|word| content.contains(word));
    !names_a_stage && (is_remark || content.is_ascii() || content == "年")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{
        ColumnKind, HandedInBy, Period, Presence, Privacy, Source, SourceStatus, TextPlace,
    };

    fn place() -> TextPlace {
        TextPlace {
            file: Arc::from("registers/学校.toml"),
            line: 1,
            column: 1,
        }
    }

    fn column(name: &str, heading: &str, unit: Option<&str>, aliases: &[&str]) -> Column {
        Column {
            name: name.to_owned(),
            en: String::new(),
            heading: heading.to_owned(),
            aliases: aliases.iter().map(|&alias| alias.to_owned()).collect(),
            kind: ColumnKind::Quantity,
            unit: unit.map(str::to_owned),
            presence: Presence::Expected,
            privacy: Privacy::Public,
            decimals: None,
            digits: None,
            at_least: None,
            at_most: None,
            of: None,
            stage: None,
            asked_also: None,
            help: String::new(),
            example: String::new(),
            place: place(),
        }
    }

    fn schools() -> Register {
        Register {
            name: "学校".to_owned(),
            en: "schools".to_owned(),
            about: String::new(),
            aliases: Vec::new(),
            period: Period::SchoolYear,
            filled_by: String::new(),
            reviewed_by: String::new(),
            handed_in_by: HandedInBy::School,
            key: Vec::new(),
            county: None,
            school: None,
            carried: Vec::new(),
            stage_view: None,
            source: Source {
                document: "《青禾县台账样表》".to_owned(),
                article: String::new(),
                status: SourceStatus::Secondary,
                note: String::new(),
            },
            columns: vec![
                column("学校标识码", "学校标识码", None, &["学校(机构)标识码"]),
                column("小学在校生数", "小学在校生数", Some("人"), &[]),
                column(
                    "小学县级以上骨干教师数",
                    "小学县级以上骨干教师数",
                    Some("人"),
                    &["县级以上骨干教师(小学)"],
                ),
                column("教学及辅助用房面积", "教学及辅助用房面积", Some("m²"), &[]),
                column(
                    "教学仪器设备资产值",
                    "教学仪器设备资产值(万元)",
                    Some("元"),
                    &["仪器设备值"],
                ),
            ],
            checks: Vec::new(),
            place: place(),
        }
    }

    fn units() -> Vec<Unit> {
        [
            ("元", "元", "1"),
            ("万元", "元", "10000"),
            ("千元", "元", "1000"),
            ("m²", "m²", "1"),
            ("亩", "m²", "666.6667"),
            ("台", "台", "1"),
        ]
        .into_iter()
        .map(|(name, base, factor)| Unit {
            name: name.to_owned(),
            en: String::new(),
            en_one: String::new(),
            aliases: if name == "m²" {
                vec!["平方米".to_owned()]
            } else {
                Vec::new()
            },
            base: base.to_owned(),
            factor: factor.parse().expect("a factor"),
            said_from: None,
        })
        .collect()
    }

    #[test]
    fn finds_a_column_however_its_heading_is_written() {
        let (register, units) = (schools(), units());
        // text, column, factor, whether the unit is stated
        let table = [
            ("学校标识码", 0, "1", false),
            ("*学校\n标识码（10位）", 0, "1", false),
            ("学校（机构）标识码", 0, "1", false),
            ("小学　在校生数", 1, "1", false),
            ("在校生数（小学）", 1, "1", false),
            ("小学在校生数(人)", 1, "1", true),
            ("县级以上骨干教师（小学）", 2, "1", false),
            ("教学及辅助用房面积（㎡）", 3, "1", true),
            ("教学及辅助用房面积(平方米)", 3, "1", true),
            ("教学及辅助用房面积（亩）", 3, "666.6667", true),
            ("教学及辅助用房面积/㎡", 3, "1", true),
            ("教学仪器设备资产值(万元)", 4, "10000", true),
            ("教学仪器设备资产值（单位：千元）", 4, "1000", true),
            ("教学仪器设备资产值（元）", 4, "1", true),
            ("教学仪器设备资产值", 4, "10000", false),
            ("仪器设备值", 4, "10000", false),
        ];
        for (text, position, factor, unit_stated) in table {
            let found = register.match_heading(text, &units);
            let expected = HeadingMatch {
                column: position,
                factor: factor.parse().expect("a factor"),
                unit_stated,
                unfit_unit: None,
            };
            assert_eq!(found, Some(expected), "{text}");
        }
    }

    #[test]
    fn does_not_guess() {
        let (register, units) = (schools(), units());
        for text in [
            "",
            "()",
            "在校生数",
            "小学在校生数(女)",
            "小学在校生数（初中）",
            "面积",
        ] {
            assert_eq!(register.match_heading(text, &units), None, "{text}");
        }
        let unfit = register.match_heading("教学仪器设备资产值（台）", &units);
        assert_eq!(
            unfit.and_then(|found| found.unfit_unit).as_deref(),
            Some("台")
        );
        let unknown = register.match_heading("教学仪器设备资产值（单位：贯）", &units);
        assert_eq!(
            unknown.and_then(|found| found.unfit_unit).as_deref(),
            Some("贯")
        );
    }
}
