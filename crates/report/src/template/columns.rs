//! What one column of a register becomes: its heading's note, its example, what may be entered.

use junheng_model::CellValue;
use junheng_rulebook::{Column, ColumnKind, Presence, Register, Rulebook};
use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DataValidationRule, Formula, Note, Worksheet,
};

use super::{CODE_SHEET, EXAMPLE};
use crate::ReportError;
use crate::workbook::{Content, Ink, Styles};

/// What may be entered is looked after down to this row.
pub(super) const LAST_ROW: u32 = 20_000;
/// The largest whole number that a rule of a spreadsheet may name.
const LARGEST: f64 = i32::MAX as f64;

pub(super) fn heading_ink(column: &Column) -> Ink {
    match column.presence {
        Presence::Required => Ink::RequiredHead,
        Presence::Expected => Ink::Head,
        Presence::Optional => Ink::OptionalHead,
    }
}

/// Numbers of things are texts, so that leading zeros stay.
pub(super) fn is_text(column: &Column) -> bool {
    matches!(column.kind, ColumnKind::Text | ColumnKind::Code(_))
}

/// The headings of the columns that have to be there.
pub(super) fn needed(register: &Register) -> Vec<&str> {
    register
        .columns
        .iter()
        .filter(|column| column.presence != Presence::Optional)
        .map(|column| column.heading.as_str())
        .collect()
}

/// As wide as the examples are; headings may take two lines.
pub(super) fn widths(register: &Register) -> Vec<f64> {
    let width_of = |text: &str| crate::text_table::width_of(text) as f64;
    let columns = register.columns.iter().enumerate();
    let widths = columns.map(|(position, column)| {
        let marked = match position {
            0 => width_of(EXAMPLE) + 2.0,
            _ => 0.0,
        };
        let example = width_of(&column.example) + marked;
        let heading = width_of(&column.heading) * 0.62;
        (heading.max(example) + 2.0).clamp(9.0, 32.0)
    });
    widths.collect()
}

/// 填报说明 in the heading's cell.
pub(super) fn note(column: &Column, rulebook: &Rulebook) -> Note {
    let mut lines = Vec::new();
    lines.push(match column.presence {
        Presence::Required => "【必填】没有此值的行不能使用。".to_owned(),
        Presence::Expected => "【应填】空白视为缺数据；没有的学段留空。".to_owned(),
        Presence::Optional => "【选填】".to_owned(),
    });
    if !column.help.is_empty() {
        lines.push(column.help.clone());
    }
    match &column.kind {
        ColumnKind::Count => lines.push(unit_line(column, "只填整数")),
        ColumnKind::Quantity => lines.push(unit_line(column, "只填数字")),
        ColumnKind::Code(list) => lines.push(codes_line(list, rulebook)),
        ColumnKind::YesNo => lines.push("填“是”或“否”。".to_owned()),
        ColumnKind::Year => lines.push("填四位年份。".to_owned()),
        ColumnKind::Date => lines.push("填日期，例如 2024-09-01。".to_owned()),
        ColumnKind::Text => {}
    }
    if !column.example.is_empty() {
        lines.push(format!("例：{}", column.example));
    }
    let text = lines.join("\n");
    let rows = crate::text_table::wrap(&text, 36).len() + lines.len();
    Note::new(text)
        .add_author_prefix(false)
        .set_width(260)
        .set_height((rows as u32 * 17).clamp(60, 400))
}

fn unit_line(column: &Column, what: &str) -> String {
    let stated = stated_unit(&column.heading).or(column.unit.as_deref());
    match stated {
        Some(unit) => format!("{what}，单位：{unit}。"),
        None => format!("{what}。"),
    }
}

/// The unit that a heading states in brackets at its end.
fn stated_unit(heading: &str) -> Option<&str> {
    let inner = heading
        .strip_suffix(')')
        .or_else(|| heading.strip_suffix('）'))?;
    let at = inner.rfind(['(', '（'])?;
    inner[at..].strip_prefix(['(', '（'])
}

fn codes_line(list: &str, rulebook: &Rulebook) -> String {
    let names: Vec<String> = rulebook.code_list(list).map_or(Vec::new(), |list| {
        list.codes
            .iter()
            .take(12)
            .map(|code| match code.code == code.name {
                true => code.name.clone(),
                false => format!("{} {}", code.code, code.name),
            })
            .collect()
    });
    format!("从下拉列表选名称，也可填代码：{} 等。", names.join("，"))
}

/// The example in the second row; the row is marked in its first cell.
pub(super) fn example(
    sheet: &mut Worksheet,
    styles: &mut Styles,
    column: &Column,
    position: u16,
    rulebook: &Rulebook,
) -> Result<(), ReportError> {
    let format = styles.of(Ink::Example, Content::Text);
    let shown = shown_example(column, rulebook);
    let number = match column.kind {
        ColumnKind::Count | ColumnKind::Quantity | ColumnKind::Year => shown.parse::<f64>().ok(),
        _ => None,
    };
    match (position, number) {
        (0, _) => {
            sheet.write_string_with_format(1, 0, format!("{EXAMPLE}：{shown}"), format)?;
        }
        (_, Some(number)) => {
            sheet.write_number_with_format(1, position, number, format)?;
        }
        (_, None) if shown.is_empty() => {
            sheet.write_blank(1, position, format)?;
        }
        (_, None) => {
            sheet.write_string_with_format(1, position, shown, format)?;
        }
    }
    Ok(())
}

/// A value that is known already, as somebody would have filled it in.
pub(super) fn known(
    sheet: &mut Worksheet,
    (row, position): (u32, u16),
    (column, value): (&Column, &CellValue),
    rulebook: &Rulebook,
) -> Result<(), ReportError> {
    let text = value.to_string();
    let number = match value {
        CellValue::Quantity(_) => text.parse::<f64>().ok(),
        _ => None,
    };
    match number {
        Some(number) => sheet.write_number(row, position, number)?,
        None => sheet.write_string(row, position, named(column, &text, rulebook))?,
    };
    Ok(())
}

/// Codes are shown by their official names.
fn shown_example(column: &Column, rulebook: &Rulebook) -> String {
    named(column, &column.example, rulebook)
}

fn named(column: &Column, text: &str, rulebook: &Rulebook) -> String {
    let code = rulebook.code(column, text);
    code.map_or(text, |code| &code.name).to_owned()
}

/// What may be entered in a column.
pub(super) fn validation(
    column: &Column,
    register: &Register,
    rulebook: &Rulebook,
) -> Result<Option<DataValidation>, ReportError> {
    let rule = match &column.kind {
        ColumnKind::Code(list) => code_list(list, rulebook),
        ColumnKind::YesNo => Some(DataValidation::new().allow_list_strings(&["是", "否"])?),
        ColumnKind::Count | ColumnKind::Year => Some(whole_number(column)?),
        ColumnKind::Quantity => Some(quantity(column, register, rulebook)?),
        ColumnKind::Text | ColumnKind::Date => None,
    };
    Ok(rule)
}

/// A drop-down list over the hidden sheet. Codes may be typed as well, so nothing is refused.
fn code_list(list: &str, rulebook: &Rulebook) -> Option<DataValidation> {
    let position = rulebook.codes.iter().position(|of| of.name == list)?;
    let last = rulebook.codes[position].codes.len() + 1;
    let letters = junheng_model::column_letters(position as u32);
    let range = format!("={CODE_SHEET}!${letters}$2:${letters}${last}");
    let rule = DataValidation::new()
        .allow_list_formula(Formula::new(range))
        .show_error_message(false);
    Some(rule)
}

fn whole_number(column: &Column) -> Result<DataValidation, ReportError> {
    let least = column.at_least.map_or(0.0, |least| least.to_f64());
    let most = column.at_most.map_or(LARGEST, |most| most.to_f64());
    let range = DataValidationRule::Between(
        least.clamp(-LARGEST, LARGEST) as i32,
        most.clamp(-LARGEST, LARGEST) as i32,
    );
    let rule = DataValidation::new().allow_whole_number(range);
    refusing(rule, "请填整数", least, most)
}

/// Bounds are declared in the stored unit and asked for in the heading's.
fn quantity(
    column: &Column,
    register: &Register,
    rulebook: &Rulebook,
) -> Result<DataValidation, ReportError> {
    let factor = register
        .match_heading(&column.heading, &rulebook.units)
        .map_or(1.0, |heading| heading.factor.to_f64());
    let least = column.at_least.map_or(0.0, |least| least.to_f64() / factor);
    let most = column.at_most.map_or(1e12, |most| most.to_f64() / factor);
    let rule = DataValidation::new().allow_decimal_number(DataValidationRule::Between(least, most));
    refusing(rule, "请填数字", least, most)
}

fn refusing(
    rule: DataValidation,
    title: &str,
    least: f64,
    most: f64,
) -> Result<DataValidation, ReportError> {
    let least = crate::figures::plain(least);
    let most = crate::figures::plain(most);
    Ok(rule
        .set_error_style(DataValidationErrorStyle::Stop)
        .set_error_title(title)?
        .set_error_message(format!(
            "{title}，不带单位，在 {least} 到 {most} 之间；没有数据请留空，不要填 0 或“无”。"
        ))?)
}

#[cfg(test)]
mod tests {
    use super::stated_unit;

    #[test]
    fn the_unit_of_a_heading_stands_in_its_last_brackets() {
        assert_eq!(stated_unit("教学仪器设备资产值(万元)"), Some("万元"));
        assert_eq!(stated_unit("面积（m²）"), Some("m²"));
        assert_eq!(stated_unit("图书册数"), None);
    }
}
