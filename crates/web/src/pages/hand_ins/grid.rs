//! Typing figures in the browser.

use std::collections::BTreeMap;

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use junheng_app::handing_in::{HandIn, SavedOrWrong, ShownCell, TypedGrid, TypedRow, WrongCell};
use junheng_app::{App, Failure};
use junheng_report::Names;
use junheng_rulebook::{Column, ColumnKind, Presence, Privacy, Register, Rulebook};
use serde::Deserialize;

use super::hand_in_view::title;
use crate::components::{Flash, GridCell, GridColumn, GridKind, GridRow, Link, Page, Tone};
use crate::failure::PageFailure;
use crate::lang::Lang;
use crate::pages::rulebook::article::named;
use crate::request::{Asked, html};
use crate::session::SignedIn;
use crate::words::Words;

/// Empty rows below those that are there.
const NEW_ROWS: usize = 3;
/// At most so many are offered at once.
const MOST_NEW_ROWS: usize = 200;
/// New rows are called so in the names of their inputs.
const NEW: &str = "new-";

#[derive(Template)]
#[template(path = "hand_ins/grid.html")]
struct GridPage {
    page: Page,
    id: i64,
    revision: i64,
    caption: String,
    columns: Vec<GridColumn>,
    rows: Vec<GridRow>,
    /// Whether an organisation has one row alone: it has no use for empty ones, and on a phone its cells stand below
    /// each other.
    is_single: bool,
    more: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    new: Option<usize>,
}

/// The table as it stands, with some empty rows below.
pub async fn page(
    State(app): State<App>,
    actor: SignedIn,
    asked: Asked,
    Path(id): Path<i64>,
    Query(Wanted { new }): Query<Wanted>,
) -> Result<Html<String>, PageFailure> {
    let hand_in = app.hand_in(&actor, id).await?;
    if !(hand_in.is_editable && hand_in.may_fill_in) {
        return Err(Failure::refused(
            "这张表现在不能填写。",
            "This hand-in cannot be filled in now.",
        )
        .into());
    }
    let register = app.rulebook().register(&hand_in.status.register);
    let register = register.ok_or(Failure::NotFound)?;
    let new = match is_single(register) {
        true => usize::from(hand_in.rows.is_empty()),
        false => new.unwrap_or(NEW_ROWS).min(MOST_NEW_ROWS),
    };
    let grid = stored(&hand_in, register, &asked.words, new);
    html(&drawn(
        &asked,
        &hand_in,
        (register, app.rulebook()),
        &grid,
        &[],
        new,
    )?)
}

/// Saves a new revision, or brings everything back with what is wrong in its place.
pub async fn save(
    State(app): State<App>,
    actor: SignedIn,
    asked: Asked,
    Path(id): Path<i64>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageFailure> {
    let hand_in = app.hand_in(&actor, id).await?;
    let register = app.rulebook().register(&hand_in.status.register);
    let register = register.ok_or(Failure::NotFound)?;
    let grid = typed(&pairs, register);
    let new = grid.rows.iter().filter(|row| row.id.is_none()).count();
    let lang = asked.lang;
    let (status, wrong, reasons) = match app.save_grid(&actor, id, &grid).await {
        Ok(SavedOrWrong::Saved(_)) => {
            let to = format!("/hand-ins/{id}?done=saved");
            return Ok(Redirect::to(&to).into_response());
        }
        Ok(SavedOrWrong::Wrong(wrong)) => (StatusCode::UNPROCESSABLE_ENTITY, wrong, Vec::new()),
        Err(Failure::Refused(reasons)) => (StatusCode::FORBIDDEN, Vec::new(), reasons),
        Err(other) => return Err(other.into()),
    };
    let shape = (register, app.rulebook().as_ref());
    let mut page = drawn(&asked, &hand_in, shape, &grid, &wrong, new)?;
    let mut lines: Vec<String> = reasons
        .iter()
        .map(|reason| lang.of(reason).to_owned())
        .collect();
    lines.extend(wrong.iter().map(|wrong| said_of(wrong, register, lang)));
    page.page.flashes.push(Flash {
        tone: Tone::Refused,
        text: lang
            .say(
                "还没有保存，请先改正（标红的格）：",
                "Not saved yet; please mend the red cells first:",
            )
            .to_owned(),
        lines,
    });
    Ok((status, html(&page)?).into_response())
}

fn said_of(wrong: &WrongCell, register: &Register, lang: Lang) -> String {
    let column = wrong.column.and_then(|at| register.columns.get(at));
    let column = column.map_or("", |column| lang.say(&column.name, &column.en));
    let row = wrong.row + 1;
    let said = lang.of(&wrong.said);
    match lang {
        Lang::Zh => format!("第{row}行 {column}：{said}"),
        Lang::En => format!("Row {row}, {column}: {said}"),
    }
}

/// What is stored, as somebody would type it: codes by their names.
fn stored(hand_in: &HandIn, register: &Register, words: &Words, new: usize) -> TypedGrid {
    let said = |(cell, column): (&ShownCell, &Column)| words.cell_of(column, &cell.text).to_owned();
    let rows = hand_in.rows.iter().map(|row| TypedRow {
        id: Some(row.row_id),
        cells: row.cells.iter().zip(&register.columns).map(said).collect(),
    });
    TypedGrid {
        revision: hand_in.status.revision,
        rows: rows
            .chain(std::iter::repeat_n(TypedRow::default(), new))
            .collect(),
    }
}

/// Reads `revision` and the inputs `cell[row][column]`, in the order in which they were sent.
fn typed(pairs: &[(String, String)], register: &Register) -> TypedGrid {
    let mut grid = TypedGrid::default();
    let mut rows: BTreeMap<String, usize> = BTreeMap::new();
    for (name, value) in pairs {
        if name == "revision" {
            grid.revision = value.parse().unwrap_or(-1);
        }
        let Some((row, column)) = cell_name(name) else {
            continue;
        };
        let Some(at) = register
            .columns
            .iter()
            .position(|declared| declared.name == column)
        else {
            continue;
        };
        let index = *rows.entry(row.to_owned()).or_insert_with(|| {
            grid.rows.push(TypedRow {
                id: row.parse().ok(),
                cells: vec![String::new(); register.columns.len()],
            });
            grid.rows.len() - 1
        });
        grid.rows[index].cells[at].clone_from(value);
    }
    grid
}

/// `cell[17][姓名]` is row 17 and column 姓名. Column names may hold brackets themselves.
fn cell_name(name: &str) -> Option<(&str, &str)> {
    let (row, column) = name.strip_prefix("cell[")?.split_once("][")?;
    Some((row, column.strip_suffix(']')?))
}

fn drawn(
    asked: &Asked,
    hand_in: &HandIn,
    (register, rulebook): (&Register, &Rulebook),
    grid: &TypedGrid,
    wrong: &[WrongCell],
    new: usize,
) -> Result<GridPage, PageFailure> {
    let lang = asked.lang;
    let status = &hand_in.status;
    let name = asked.words.register(&status.register);
    let title = format!("{name} · {}", status.organisation);
    let mut page = asked.page(&format!("在线填写：{title}"), &format!("Type in: {title}"));
    page.lead = lang
        .say(
            "保存后存为新的一版，原来的随时可以恢复。整行清空即删去这一行。",
            "Saving makes a new revision; earlier ones can be restored. Clear a whole row to take it out.",
        )
        .to_owned();
    page.crumbs = vec![
        Link::new(lang.say("填报", "Hand-ins"), "/hand-ins"),
        Link::new(title.clone(), format!("/hand-ins/{}", status.id)),
    ];
    Ok(GridPage {
        page,
        id: status.id,
        revision: grid.revision,
        caption: title,
        columns: register
            .columns
            .iter()
            .map(|column| grid_column(column, rulebook, lang))
            .collect(),
        rows: grid
            .rows
            .iter()
            .enumerate()
            .map(|(at, row)| grid_row(at, row, hand_in, register, wrong, lang))
            .collect(),
        is_single: is_single(register),
        more: format!("/hand-ins/{}/grid?new={}", status.id, new + 20),
    })
}

/// Whether what tells the rows of a register apart is the organisation alone.
fn is_single(register: &Register) -> bool {
    let [key] = register.key.as_slice() else {
        return false;
    };
    // Only the schools themselves are seen stage by stage.
    let is_of_schools = register.stage_view.is_some();
    let own = register.school.as_ref().or(register.county.as_ref());
    is_of_schools || own == Some(key)
}

fn grid_column(column: &Column, rulebook: &Rulebook, lang: Lang) -> GridColumn {
    let codes = match &column.kind {
        ColumnKind::Code(list) => rulebook.code_list(list),
        _ => None,
    };
    let codes = codes.iter().flat_map(|list| &list.codes);
    let names = Names::new(rulebook, lang.of_report());
    let is_figure = super::hand_in_view::is_figure(column);
    GridColumn {
        name: column.name.clone(),
        label: named(&column.name, &column.en, lang).to_owned(),
        unit: names
            .unit(column.unit.as_deref().unwrap_or_default())
            .to_owned(),
        hint: column.help.clone(),
        kind: match &column.kind {
            ColumnKind::Code(_) => GridKind::Code,
            ColumnKind::Date => GridKind::Date,
            _ if is_figure => GridKind::Number,
            _ => GridKind::Text,
        },
        codes: codes
            .map(|code| named(&code.name, &code.en, lang).to_owned())
            .collect(),
        is_required: column.presence == Presence::Required,
        is_summed: is_figure,
        is_personal: column.privacy == Privacy::Personal,
    }
}

fn grid_row(
    at: usize,
    row: &TypedRow,
    hand_in: &HandIn,
    register: &Register,
    wrong: &[WrongCell],
    lang: Lang,
) -> GridRow {
    let stored = row
        .id
        .and_then(|id| hand_in.rows.iter().find(|known| known.row_id == id));
    let cells = register
        .columns
        .iter()
        .enumerate()
        .map(|(column, declared)| {
            let wrong = wrong
                .iter()
                .find(|wrong| wrong.row == at && wrong.column.unwrap_or(0) == column);
            let remark = || {
                let id = stored?.row_id;
                if let Some(said) = hand_in.remark_on(id, &declared.name) {
                    return Some(said.to_owned());
                }
                let of = hand_in.failing.iter().find(|failing| {
                    failing.row_id == Some(id) && failing.failed.columns.contains(&declared.name)
                })?;
                Some(title(&of.failed, lang).to_owned())
            };
            GridCell {
                value: row.cells.get(column).cloned().unwrap_or_default(),
                is_error: wrong.is_some(),
                remark: match wrong {
                    Some(wrong) => lang.of(&wrong.said).to_owned(),
                    None => remark().unwrap_or_default(),
                },
            }
        });
    GridRow {
        id: row
            .id
            .map_or_else(|| format!("{NEW}{at}"), |id| id.to_string()),
        label: (at + 1).to_string(),
        cells: cells.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::cell_name;

    #[test]
    fn inputs_name_row_and_column() {
        for (name, expected) in [
            ("cell[17][姓名]", Some(("17", "姓名"))),
            ("cell[new-3][面积[m²]]", Some(("new-3", "面积[m²]"))),
            ("revision", None),
            ("cell[17]", None),
        ] {
            assert_eq!(cell_name(name), expected);
        }
    }
}
