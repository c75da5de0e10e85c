//! What became of a hand-in so far: remarks, moves, revisions.

use junheng_app::handing_in::{HandIn, MatterMove, Revision, way};
use junheng_app::step;

use super::super::board::moment;
use crate::components::{HistoryEntry, Remark};
use crate::lang::Lang;
use crate::words::Words;

pub struct RevisionLine {
    pub number: i64,
    pub at: String,
    pub by: String,
    pub way: String,
    pub changes: String,
    pub compare: String,
    pub is_current: bool,
}

pub(super) fn remarks(hand_in: &HandIn, words: &Words, lang: Lang) -> Vec<Remark> {
    let open = hand_in
        .remarks
        .iter()
        .filter(|remark| remark.settled_at.is_none());
    open.map(|remark| {
        let row = remark
            .row_id
            .and_then(|id| hand_in.rows.iter().find(|row| row.row_id == id));
        let column = remark.column_name.as_deref();
        let column = column.map(|name| words.column(&hand_in.status.register, name));
        let parts = [row.map(|row| row.key.as_str()), column];
        let place: Vec<&str> = parts.into_iter().flatten().collect();
        Remark {
            place: if place.is_empty() {
                lang.say("整张表", "the whole table").to_owned()
            } else {
                place.join(" · ")
            },
            href: remark
                .row_id
                .map_or_else(|| "#rows".to_owned(), |id| format!("#row-{id}")),
            text: remark.text.clone(),
            by: name(hand_in, remark.by_person),
            at: moment(remark.at),
        }
    })
    .collect()
}

fn name(hand_in: &HandIn, person: Option<i64>) -> String {
    let name = person.and_then(|id| hand_in.people.get(&id));
    name.cloned().unwrap_or_default()
}

pub(super) fn entry(moved: &MatterMove, words: &Words, lang: Lang) -> HistoryEntry {
    HistoryEntry {
        at: moment(moved.at),
        by: moved
            .person
            .clone()
            .unwrap_or_else(|| lang.say("系统", "the program").to_owned()),
        done: words.step(&moved.move_name).to_owned(),
        state: words.state(&moved.to_state).to_owned(),
        remark: moved.remark.clone(),
        icon: match moved.move_name.as_str() {
            step::SUBMIT => "send",
            step::WITHDRAW => "arrow-back-up",
            step::GIVE_BACK => "message-report",
            step::ACCEPT => "circle-check",
            step::FREEZE => "lock",
            _ => "history",
        },
        links: Vec::new(),
    }
}

pub(super) fn revisions(hand_in: &HandIn, lang: Lang) -> Vec<RevisionLine> {
    let id = hand_in.status.id;
    let lines = hand_in.revisions.iter();
    lines
        .map(|revision| RevisionLine {
            number: revision.number,
            at: moment(revision.at),
            by: name(hand_in, revision.by_person),
            way: way_words(revision, lang),
            changes: changes_words(revision, lang),
            compare: format!("/hand-ins/{id}/revisions/{}", revision.number),
            is_current: revision.number == hand_in.status.revision,
        })
        .collect()
}

fn way_words(revision: &Revision, lang: Lang) -> String {
    let words = match revision.way.as_str() {
        way::WORKBOOK => lang.say("上传工作簿", "workbook"),
        way::FOR_ALL => lang.say("县里总表", "the county's workbook"),
        way::GRID => lang.say("在线填写", "typed in the browser"),
        way::COPY => lang.say("带入上年", "copied from last year"),
        way::GIVE_UP => lang.say("放弃未保存的行", "a refused row given up"),
        way::UNDO => {
            let restored = revision.undoes.map_or(0, |undone| undone - 1);
            return match lang {
                Lang::Zh => format!("恢复到第{restored}版"),
                Lang::En => format!("restored to revision {restored}"),
            };
        }
        other => other,
    };
    words.to_owned()
}

fn changes_words(revision: &Revision, lang: Lang) -> String {
    let (added, changed, removed) = (
        revision.rows_added,
        revision.rows_changed,
        revision.rows_removed,
    );
    match lang {
        Lang::Zh => format!("新增{added}行，改{changed}行，减{removed}行"),
        Lang::En => format!("{added} rows added, {changed} changed, {removed} removed"),
    }
}
