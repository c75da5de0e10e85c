//! `[[column]]` of a register.

use junheng_model::Quantity;

use super::names::{Seen, check_usable};
use super::tree::Table;
use crate::mistake::{Mistakes, TextDiagnostic};
use crate::written::WrittenText;
use crate::{CodeList, Column, ColumnKind, Presence, Privacy, Unit};

/// The columns of a register.
pub(super) fn read(
    file: &Table,
    units: &[Unit],
    codes: &[CodeList],
    mistakes: &Mistakes,
) -> Vec<Column> {
    let mut words = Seen::default();
    file.tables("column", mistakes)
        .into_iter()
        .filter_map(|table| {
            let name = table.written("name", mistakes)?;
            check_usable(name, mistakes);
            let heading = table.optional_written("heading", mistakes);
            let aliases = table.texts("aliases", mistakes);
            let own = heading.filter(|heading| heading.text != name.text);
            let mut is_new = true;
            for word in [name].into_iter().chain(own).chain(aliases) {
                is_new &= words.is_new(
                    &word.text,
                    &word.place(0),
                    ("列名或表头", "column or heading"),
                    mistakes,
                );
            }
            let column = column(table, name, units, codes, mistakes);
            table.finish(mistakes);
            is_new.then_some(column)
        })
        .collect()
}

fn column(
    table: &Table,
    name: &WrittenText,
    units: &[Unit],
    codes: &[CodeList],
    mistakes: &Mistakes,
) -> Column {
    let kind = column_kind(table, codes, mistakes);
    let unit = column_unit(table, kind.as_ref(), units, mistakes);
    let en = table.text("en", mistakes);
    let presence = table.optional_word("presence", &PRESENCES, mistakes);
    let privacy = table.word("privacy", &PRIVACIES, mistakes);
    let of = table.optional_text("of", mistakes);
    let stage = table.optional_stage("stage", mistakes);
    if of.is_some() != stage.is_some() {
        mistakes.push(TextDiagnostic::new(
            &table.place,
            "of-and-stage",
            "of 与 stage 要一起写",
            "`of` and `stage` go together",
        ));
    }
    let (least, most) = bounds(table, mistakes);
    Column {
        name: name.text.clone(),
        heading: table
            .optional_text("heading", mistakes)
            .unwrap_or_else(|| name.text.clone()),
        aliases: table
            .texts("aliases", mistakes)
            .iter()
            .map(|alias| alias.text.clone())
            .collect(),
        decimals: table.optional_whole("decimals", mistakes),
        digits: table.optional_whole("digits", mistakes),
        at_least: least,
        at_most: most,
        asked_also: table.optional_text("asked_also", mistakes),
        help: table.text_or_empty("help", mistakes),
        example: table.text_or_empty("example", mistakes),
        en: en.unwrap_or_default(),
        kind: kind.unwrap_or(match unit {
            Some(_) => ColumnKind::Quantity,
            None => ColumnKind::Text,
        }),
        unit,
        presence: presence.unwrap_or(Presence::Expected),
        privacy: privacy.unwrap_or(Privacy::Personal),
        of,
        stage,
        place: table.place.clone(),
    }
}

/// The least and the most that a value may be.
fn bounds(table: &Table, mistakes: &Mistakes) -> (Option<Quantity>, Option<Quantity>) {
    let least = table.optional_quantity("at_least", mistakes);
    let most = table.optional_quantity("at_most", mistakes);
    if let (Some(least), Some(most)) = (least, most)
        && least > most
    {
        mistakes.push(TextDiagnostic::new(
            &table.place,
            "bounds-crossed",
            format!("at_least {least} 大于 at_most {most}"),
            format!("at_least {least} is above at_most {most}"),
        ));
    }
    (least, most)
}

const PRESENCES: [(&str, Presence); 3] = [
    ("required", Presence::Required),
    ("expected", Presence::Expected),
    ("optional", Presence::Optional),
];

const PRIVACIES: [(&str, Privacy); 3] = [
    ("public", Privacy::Public),
    ("internal", Privacy::Internal),
    ("personal", Privacy::Personal),
];

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Text,
    Code,
    Year,
    Date,
    YesNo,
    Count,
    Quantity,
}

fn column_kind(table: &Table, codes: &[CodeList], mistakes: &Mistakes) -> Option<ColumnKind> {
    let kind = table.word(
        "type",
        &[
            ("text", Kind::Text),
            ("code", Kind::Code),
            ("year", Kind::Year),
            ("date", Kind::Date),
            ("yes_no", Kind::YesNo),
            ("count", Kind::Count),
            ("quantity", Kind::Quantity),
        ],
        mistakes,
    )?;
    Some(match kind {
        Kind::Text => ColumnKind::Text,
        Kind::Year => ColumnKind::Year,
        Kind::Date => ColumnKind::Date,
        Kind::YesNo => ColumnKind::YesNo,
        Kind::Count => ColumnKind::Count,
        Kind::Quantity => ColumnKind::Quantity,
        Kind::Code => {
            let list = table.written("codes", mistakes)?;
            if !codes.iter().any(|known| known.name == list.text) {
                mistakes.push(
                    TextDiagnostic::new(
                        &list.place(0),
                        "unknown-name",
                        format!("没有名为“{}”的代码表", list.text),
                        format!("there is no code list `{}`", list.text),
                    )
                    .known(&list.text, codes.iter().map(|known| known.name.as_str())),
                );
            }
            ColumnKind::Code(list.text.clone())
        }
    })
}

fn column_unit(
    table: &Table,
    kind: Option<&ColumnKind>,
    units: &[Unit],
    mistakes: &Mistakes,
) -> Option<String> {
    let unit = match kind {
        Some(ColumnKind::Count | ColumnKind::Quantity) => table.written("unit", mistakes)?,
        _ => table.optional_written("unit", mistakes)?,
    };
    let known = units.iter().find(|known| known.name == unit.text);
    let place = unit.place(0);
    match known {
        Some(known) if known.base == known.name => {}
        Some(known) => mistakes.push(
            TextDiagnostic::new(
                &place,
                "not-a-base-unit",
                format!("数据按基本单位存放，“{}”不是基本单位", unit.text),
                format!("values are stored in base units; `{}` is none", unit.text),
            )
            .mend(
                format!(
                    "写 unit = \"{}\"，在 heading 中写({})",
                    known.base, unit.text
                ),
                format!(
                    "write unit = \"{}\" and put ({}) into `heading`",
                    known.base, unit.text
                ),
            ),
        ),
        None => mistakes.push(
            TextDiagnostic::new(
                &place,
                "unknown-name",
                format!("没有名为“{}”的单位", unit.text),
                format!("there is no unit `{}`", unit.text),
            )
            .known(&unit.text, units.iter().map(|known| known.name.as_str())),
        ),
    }
    Some(unit.text.clone())
}
