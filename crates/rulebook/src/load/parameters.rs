//! `[[parameter]]`.

use jiff::civil::Date;
use junheng_model::Stage;

use super::cases::{self, Conditions};
use super::desk::Desk;
use super::names;
use super::overlay::{self, Item, Link};
use super::source;
use crate::mistake::TextDiagnostic;
use crate::proof::{self, Question, Span};
use crate::scope::{AsksAbout, Parameters, Scope};
use crate::{Parameter, Strictness};

/// The parameters of a chain of policies, proved over the time in which the policy is in force.
pub(crate) fn read(
    chain: &[Link<'_>],
    from: Date,
    until: Option<Date>,
    desk: &Desk<'_>,
) -> Vec<Parameter> {
    let scope = Scope::schools_only(desk.schools());
    overlay::items(
        chain,
        "parameter",
        "name",
        ("参数", "parameter"),
        desk.mistakes,
    )
    .into_iter()
    .map(|item| {
        let parameter = parameter(&item, &scope, desk);
        // A value that could not be read would show as a gap, which is not its author's mistake.
        let stated: usize = item
            .parts
            .iter()
            .map(|part| part.table.list("value", desk.mistakes).len())
            .sum();
        if stated > 0 && stated == parameter.values.len() {
            prove(&parameter, &scope, Span { from, until }, desk);
        }
        parameter
    })
    .collect()
}

fn parameter(item: &Item<'_>, scope: &Scope, desk: &Desk<'_>) -> Parameter {
    let mistakes = desk.mistakes;
    let table = &item.merged;
    if let Some(name) = table.written("name", mistakes) {
        names::check_usable(name, mistakes);
    }
    let en = table.text("en", mistakes);
    let unit = table.written("unit", mistakes).map(|unit| desk.unit(unit));
    let stricter = table.word(
        "stricter",
        &[
            ("higher", Strictness::Higher),
            ("lower", Strictness::Lower),
            ("none", Strictness::Neither),
        ],
        mistakes,
    );
    let conditions = Conditions {
        scope: Some(scope),
        codes: desk.codes,
    };
    let mut values = Vec::new();
    for part in &item.parts {
        let inherited = source::optional(part.table, mistakes);
        for entry in part.table.tables("value", mistakes) {
            values.extend(cases::entry(
                entry,
                "value",
                part,
                &conditions,
                inherited.as_ref(),
                mistakes,
            ));
        }
    }
    if !table.has("value") {
        mistakes.push(TextDiagnostic::new(
            &item.place,
            "missing-key",
            format!("参数“{}”没有值", item.name),
            format!("the parameter `{}` has no value", item.name),
        ));
    }
    table.get("source");
    table.finish(mistakes);
    Parameter {
        name: item.name.clone(),
        en: en.unwrap_or_default(),
        unit: unit.unwrap_or_default(),
        stricter: stricter.unwrap_or(Strictness::Neither),
        values,
        place: item.place.clone(),
    }
}

fn prove(parameter: &Parameter, scope: &Scope, over: Span, desk: &Desk<'_>) {
    let by_stage = parameter.values.iter().any(|case| case.stage.is_some());
    let stages: Vec<Option<Stage>> = if by_stage {
        Stage::COMPULSORY.map(Some).to_vec()
    } else {
        vec![None]
    };
    proof::prove(
        &Question {
            subject: (
                format!("参数“{}”", parameter.name),
                format!("the parameter `{}`", parameter.name),
            ),
            cases: &parameter.values,
            stages: &stages,
            asked: None,
            scope: Some(scope),
            over,
            place: &parameter.place,
        },
        desk.mistakes,
    );
}

/// What must be known of a row to tell each parameter's value.
pub(crate) fn asks(parameters: &[Parameter]) -> Parameters {
    parameters
        .iter()
        .map(|parameter| {
            let asks = AsksAbout {
                school: parameter.values.iter().any(|case| case.when.is_some()),
                stage: parameter.values.iter().any(|case| case.stage.is_some()),
            };
            (parameter.name.clone(), asks)
        })
        .collect()
}
