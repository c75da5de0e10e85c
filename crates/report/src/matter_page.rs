//! A kind of matter as a page: states, who moves it where, deadlines and what follows.

use junheng_rulebook::{
    Anchor, Counting, Deadline, Escalation, Field, MatterKind, Move, Mover, Reminder, State, When,
};

use crate::console::View;
use crate::words;

mod said;

/// The page of a kind of matter, with its source and how well that is established.
pub fn text(kind: &MatterKind, view: View<'_>) -> String {
    let page = Page { view };
    let lang = view.lang();
    let mut out = String::new();
    view.line(&mut out, "", lang.of(&kind.name, &kind.en), 0);
    view.line(&mut out, "", &kind.about, 0);
    page.source(&mut out, kind);
    page.opening(&mut out, kind);
    view.heading(&mut out, said::STATES.say(lang));
    for state in &kind.states {
        page.state(&mut out, kind, state);
    }
    view.heading(&mut out, said::DEADLINES.say(lang));
    for deadline in &kind.deadlines {
        page.deadline(&mut out, deadline);
    }
    out
}

struct Page<'a> {
    view: View<'a>,
}

impl Page<'_> {
    fn source(&self, out: &mut String, kind: &MatterKind) {
        let lang = self.view.lang();
        let status = words::status(kind.source.status).say(lang);
        let text = format!(
            "{}{}{}{} {}",
            words::SOURCE.say(lang),
            lang.colon(),
            kind.source,
            lang.bracketed(status),
            kind.source.note
        );
        self.view.line(out, "", text.trim_end(), 0);
    }

    fn opening(&self, out: &mut String, kind: &MatterKind) {
        let lang = self.view.lang();
        let who = match kind.opening.by.as_slice() {
            [] => said::OPENED_WITH_PERIOD.say(lang).to_owned(),
            by => format!(
                "{}{}{}",
                said::OPENED_BY.say(lang),
                lang.colon(),
                self.people(by)
            ),
        };
        self.view.line(out, "", &who, 0);
        self.fields(out, &kind.opening.fields, 4);
    }

    fn state(&self, out: &mut String, kind: &MatterKind, state: &State) {
        let lang = self.view.lang();
        let marks: Vec<&str> = [
            (state.name == kind.initial, said::BEGINS),
            (state.editable, said::EDITABLE),
            (state.ends, said::ENDS),
        ]
        .into_iter()
        .filter(|(holds, _)| *holds)
        .map(|(_, word)| word.say(lang))
        .collect();
        let mut title = lang.of(&state.name, &state.en).to_owned();
        if !marks.is_empty() {
            title.push_str(&lang.bracketed(&marks.join(lang.comma())));
        }
        self.view.line(
            out,
            "",
            &format!("{title}{}{}", lang.colon(), state.about),
            2,
        );
        for step in kind.moves_from(&state.name) {
            self.step(out, kind, step);
        }
    }

    fn step(&self, out: &mut String, kind: &MatterKind, step: &Move) {
        let lang = self.view.lang();
        let to = kind
            .state(&step.to)
            .map_or(step.to.as_str(), |to| lang.of(&to.name, &to.en));
        let name = lang.of(&step.name, &step.en);
        let title = format!("{name} → {to}{}{}", lang.colon(), self.people(&step.by));
        self.view.line(out, "- ", &title, 4);
        for condition in &step.needs {
            let asked = condition.wording();
            let text = format!(
                "{}{}{}",
                said::NEEDS.say(lang),
                lang.colon(),
                lang.of(&asked.zh, &asked.en)
            );
            self.view.line(out, "", &text, 8);
        }
        self.fields(out, &step.fields, 8);
    }

    fn fields(&self, out: &mut String, fields: &[Field], indent: usize) {
        let lang = self.view.lang();
        for field in fields {
            let name = lang.of(&field.name, &field.en);
            let optional = match field.required {
                true => String::new(),
                false => lang.bracketed(said::MAY_BE_BLANK.say(lang)),
            };
            let help = lang.of(&field.help.zh, &field.help.en);
            let text = format!(
                "{}{}{name}{optional} {help}",
                said::FILL_IN.say(lang),
                lang.colon()
            );
            self.view.line(out, "", text.trim_end(), indent);
        }
    }

    fn deadline(&self, out: &mut String, deadline: &Deadline) {
        let lang = self.view.lang();
        let from = match &deadline.after {
            Anchor::PeriodDue => said::PERIOD_DUE.say(lang).to_owned(),
            Anchor::Opened => said::OPENED.say(lang).to_owned(),
            Anchor::Entered(state) => said::entered(lang, state),
            Anchor::Field(field) => said::given_in(lang, field),
        };
        let counted = said::days_after(lang, &from, deadline.days, is_working(deadline.count));
        let title = format!(
            "{}{}{}{counted}",
            lang.of(&deadline.name, &deadline.en),
            lang.bracketed(&deadline.states.join(lang.comma())),
            lang.colon()
        );
        self.view.line(out, "", &title, 2);
        for reminder in &deadline.reminders {
            self.reminder(out, reminder);
        }
        for step in &deadline.escalations {
            self.escalation(out, step);
        }
    }

    fn reminder(&self, out: &mut String, reminder: &Reminder) {
        let lang = self.view.lang();
        let working = is_working(reminder.count);
        let when = match reminder.when {
            When::Before(days) => said::days_before(lang, days, working),
            When::After(days) => said::days_overdue(lang, days, working),
        };
        let text = format!("{when} → {}", self.people(&reminder.to));
        self.view.line(out, "- ", &text, 4);
    }

    fn escalation(&self, out: &mut String, step: &Escalation) {
        let lang = self.view.lang();
        let text = format!(
            "{}{}{} → {}",
            said::days_overdue(lang, step.after, true),
            lang.colon(),
            lang.of(&step.label, &step.en),
            self.people(&step.to)
        );
        self.view.line(out, "- ", &text, 4);
    }

    fn people(&self, people: &[Mover]) -> String {
        let lang = self.view.lang();
        let told: Vec<String> = people
            .iter()
            .map(Mover::wording)
            .map(|said| lang.of(&said.zh, &said.en).to_owned())
            .collect();
        told.join(lang.of("，", "; "))
    }
}

fn is_working(count: Counting) -> bool {
    count == Counting::Working
}
