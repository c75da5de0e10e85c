//! Forms: what was typed comes back with what is wrong with it, in place and summed up on top.

use super::Choice;
use crate::lang::Lang;

/// A form. Its id and the names of its fields make the ids of the inputs.
#[derive(Debug, Clone, Default)]
pub struct Form {
    pub id: String,
    pub action: String,
    pub fields: Vec<Field>,
    /// What concerns no single field.
    pub errors: Vec<String>,
    pub submit: String,
    /// Where to go instead; empty for nowhere.
    pub cancel: String,
}

impl Form {
    pub fn has_errors(&self) -> bool {
        !self.errors.is_empty() || self.fields.iter().any(|field| !field.error.is_empty())
    }

    pub fn wrong_fields(&self) -> Vec<&Field> {
        self.fields
            .iter()
            .filter(|field| !field.error.is_empty())
            .collect()
    }
}

/// How wide a select beside another one can be on a phone, in Latin letters.
const HALF_A_PHONE: usize = 12;

/// How wide a text is, in Latin letters; a Han letter is as wide as two.
fn width_of(text: &str) -> usize {
    text.chars()
        .map(|letter| if letter.is_ascii() { 1 } else { 2 })
        .sum()
}

#[derive(Debug, Clone, Default)]
pub struct Field {
    pub name: String,
    pub label: String,
    pub value: String,
    pub kind: FieldKind,
    /// Under the label: what is meant, in which unit, an example.
    pub hint: String,
    /// What is wrong with what was typed, and how to mend it.
    pub error: String,
    pub is_required: bool,
    /// For [`FieldKind::Choice`] and [`FieldKind::Choices`].
    pub choices: Vec<Choice>,
    /// As the attribute of this name wants it: `username`, `current-password`; empty for `off`.
    pub autocomplete: &'static str,
}

impl Field {
    pub fn new(name: impl Into<String>, label: impl Into<String>, kind: FieldKind) -> Self {
        Self {
            name: name.into(),
            label: label.into(),
            kind,
            is_required: true,
            ..Self::default()
        }
    }

    /// Whether a choice is longer than half a phone is wide, so that the select needs a line of its own there.
    pub fn is_long(&self) -> bool {
        let longest = self.choices.iter().map(|choice| choice.label.as_str());
        longest.map(width_of).max().unwrap_or(0) > HALF_A_PHONE
    }

    /// Whether there is nothing to choose from yet.
    pub fn has_no_choice(&self) -> bool {
        self.kind == FieldKind::Choice && self.choices.is_empty()
    }

    #[must_use]
    pub fn filled(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    #[must_use]
    pub fn error(mut self, error: impl Into<String>) -> Self {
        self.error = error.into();
        self
    }

    #[must_use]
    pub fn optional(mut self) -> Self {
        self.is_required = false;
        self
    }

    #[must_use]
    pub fn choices(mut self, choices: Vec<Choice>) -> Self {
        self.choices = choices;
        self
    }

    #[must_use]
    pub fn autocomplete(mut self, what: &'static str) -> Self {
        self.autocomplete = what;
        self
    }
}

/// What is chosen above a table, for where there is no room for the choices: `2024-2025 · 小学 · 不达标`.
pub fn chosen_in(fields: &[Field], lang: &Lang) -> String {
    let chosen = |field: &Field| {
        let choice = field.choices.iter().find(|choice| choice.chosen);
        match choice {
            Some(choice) if !choice.value.is_empty() => Some(choice.label.clone()),
            None if !field.choices.is_empty() => {
                Some(field.choices[0].label.clone()).filter(|_| !field.choices[0].value.is_empty())
            }
            None if field.kind != FieldKind::Hidden => Some(field.value.clone()),
            _ => None,
        }
    };
    let said: Vec<String> = fields.iter().filter_map(chosen).collect();
    let said: Vec<&str> = said
        .iter()
        .map(String::as_str)
        .filter(|said| !said.is_empty())
        .collect();
    match said.as_slice() {
        [] => lang.say("筛选：全部", "Filter: all").to_owned(),
        said => said.join(" · "),
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum FieldKind {
    #[default]
    Text,
    Password,
    Number,
    Date,
    /// Several lines.
    Remark,
    /// One of `choices`, in a list.
    Choice,
    /// Any of `choices`, ticked.
    Choices,
    /// Yes or no; the value is `1` or empty.
    Tick,
    /// A telephone number or a one-time code.
    Digits,
    /// Not seen, sent back as it is.
    Hidden,
}

impl FieldKind {
    /// The `type` of the input.
    pub const fn input(self) -> &'static str {
        match self {
            FieldKind::Password => "password",
            FieldKind::Date => "date",
            FieldKind::Hidden => "hidden",
            _ => "text",
        }
    }

    /// Which keyboard a phone shows. Figures are typed as text: a browser's number field changes
    /// them at a turn of the mouse wheel and throws away what it does not understand.
    pub const fn keyboard(self) -> &'static str {
        match self {
            FieldKind::Number => "decimal",
            FieldKind::Digits => "numeric",
            _ => "text",
        }
    }
}

/// The ids that tie an input to its hint and its error.
#[derive(Debug, Clone)]
pub struct FieldInput {
    pub id: String,
    /// As `aria-describedby` wants it; empty for none.
    pub described_by: String,
    pub is_wrong: bool,
}

impl FieldInput {
    pub fn of(form_id: &str, field: &Field) -> Self {
        let id = format!("{form_id}-{}", field.name);
        let hint = (!field.hint.is_empty()).then(|| format!("{id}-hint"));
        let error = (!field.error.is_empty()).then(|| format!("{id}-error"));
        let described_by: Vec<String> = hint.into_iter().chain(error).collect();
        Self {
            id,
            described_by: described_by.join(" "),
            is_wrong: !field.error.is_empty(),
        }
    }
}

/// Where a file is dropped or chosen.
#[derive(Debug, Clone, Default)]
pub struct UploadForm {
    pub id: String,
    pub action: String,
    /// The name of the file input.
    pub name: String,
    pub label: String,
    /// Kinds and size that are taken, in words.
    pub hint: String,
    /// As the attribute wants it: `.xlsx,.xls,.csv`.
    pub accept: String,
    pub takes_several: bool,
    pub error: String,
    pub submit: String,
    /// Sent along: name and value.
    pub hidden: Vec<(String, String)>,
    /// What may be ticked: name and label.
    pub ticks: Vec<(String, String)>,
}

#[cfg(test)]
mod tests {
    use super::{Field, FieldKind, Form, chosen_in};
    use crate::components::Choice;
    use crate::lang::Lang;

    #[test]
    fn what_is_chosen_is_said_in_a_line() {
        let select = |name: &str, choices: Vec<Choice>| {
            Field::new(name, name, FieldKind::Choice).choices(choices)
        };
        let all = |chosen| Choice::new("", "全部", chosen);
        let fields = [
            select("period", vec![Choice::new("2024-2025", "2024-2025", true)]),
            select(
                "stage",
                vec![all(true), Choice::new("primary", "小学", false)],
            ),
            select(
                "verdict",
                vec![all(false), Choice::new("met", "达标", true)],
            ),
            Field::new("search", "学校", FieldKind::Text).filled("向阳"),
            Field::new("organisation", "", FieldKind::Hidden).filled("7"),
        ];
        let said = chosen_in(&fields, &Lang::Zh);
        assert_eq!(said, "2024-2025 · 达标 · 向阳");
        assert_eq!(chosen_in(&fields[1..2], &Lang::Zh), "筛选：全部");
    }

    #[test]
    fn errors_are_summed_up() {
        let name = Field::new("name", "姓名", FieldKind::Text);
        let good = Form {
            fields: vec![name.clone()],
            ..Form::default()
        };
        assert!(!good.has_errors());
        let bad = Form {
            fields: vec![name.error("请填写姓名")],
            ..Form::default()
        };
        assert!(bad.has_errors());
        assert_eq!(bad.wrong_fields()[0].name, "name");
        let refused = Form {
            errors: vec!["登录名或密码不对".to_owned()],
            ..Form::default()
        };
        assert!(refused.has_errors());
    }
}
