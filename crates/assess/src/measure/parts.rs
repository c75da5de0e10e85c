//! What has to be evaluated for each indicator.

use junheng_rulebook::{
    Expression, Figure, Indicator, JudgedBy, MeasureExpression, NoRows, Policy, Share, Survey,
};

use crate::sql;

/// The register of experts' scores.
pub(crate) const SCORES: &str = "督导评分";

/// Numerator or denominator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Numerator,
    Denominator,
}

/// One aggregate that has to be evaluated for every unit of one kind.
#[derive(Debug, Clone)]
pub(crate) struct Part<'a> {
    pub indicator: &'a Indicator,
    /// The formula's name, or the requirement's.
    pub formula: String,
    pub side: Side,
    pub by: JudgedBy,
    /// The register, or the stage view.
    pub from: &'a str,
    pub value: Expression,
    /// Only these rows are asked.
    pub of: Option<Expression>,
    pub no_rows: NoRows,
    /// What a unit is that has rows, but none that `of` asks.
    pub unasked: Unasked,
    pub all_schools: bool,
}

/// What it means that none of a unit's rows is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unasked {
    /// The indicator does not concern the unit.
    NotApplicable,
    /// Somebody still owes the rows.
    Missing,
}

/// How a measure of a survey's requirement is named.
pub(crate) fn requirement_name(name: &str) -> String {
    format!("{REQUIREMENT}{name}")
}

/// Marks measures that are requirements on a sample, not formulas.
pub(crate) const REQUIREMENT: &str = "要求：";

/// All aggregates of a policy. `every` has rows for units and is not among them.
pub(crate) fn parts(policy: &Policy) -> Vec<Part<'_>> {
    policy.indicators.iter().flat_map(parts_of).collect()
}

/// The aggregates of one indicator.
pub(crate) fn parts_of(indicator: &Indicator) -> Vec<Part<'_>> {
    match &indicator.figure {
        Figure::Ratio {
            by,
            formulas,
            supplements,
            of,
            all_schools,
            ..
        } => formulas
            .iter()
            .flat_map(|formula| {
                let numerator = supplements.iter().fold(
                    formula.numerator.value.clone(),
                    |value, supplement| {
                        sql::supplemented(&value, &supplement.when, &supplement.add)
                    },
                );
                // A county's `of` keeps rows of what is counted; of schools and stages it says which are
                // asked at all, which the scan of the schools answers.
                let of = of.clone().filter(|_| *by == JudgedBy::County);
                let same_rows = formula.numerator.from == formula.denominator.from;
                let base = Part {
                    indicator,
                    formula: formula.name.clone(),
                    side: Side::Numerator,
                    by: *by,
                    from: &formula.numerator.from,
                    value: numerator,
                    of: of.clone(),
                    no_rows: formula.numerator.no_rows,
                    unasked: Unasked::NotApplicable,
                    all_schools: *all_schools,
                };
                let denominator = Part {
                    side: Side::Denominator,
                    from: &formula.denominator.from,
                    value: formula.denominator.value.clone(),
                    of: of.filter(|_| same_rows),
                    no_rows: formula.denominator.no_rows,
                    ..base.clone()
                };
                [base, denominator]
            })
            .collect(),
        Figure::Share(share) => of_share(indicator, share),
        Figure::Total { value } => vec![county_part(indicator, "", Side::Numerator, value)],
        Figure::Score(score) => of_score(indicator, score),
        Figure::Survey(survey) => of_survey(indicator, survey),
        Figure::Every(_) | Figure::All { .. } => Vec::new(),
    }
}

fn of_share<'a>(indicator: &'a Indicator, share: &'a Share) -> Vec<Part<'a>> {
    let denominator = Part {
        indicator,
        formula: String::new(),
        side: Side::Denominator,
        by: JudgedBy::County,
        from: &share.from,
        value: sql::count(None, &share.condition),
        of: share.of.clone(),
        no_rows: NoRows::Missing,
        unasked: Unasked::NotApplicable,
        all_schools: share.all_schools,
    };
    let numerator = Part {
        side: Side::Numerator,
        value: sql::count(Some(&share.condition), &share.condition),
        ..denominator.clone()
    };
    vec![numerator, denominator]
}

fn county_part<'a>(
    indicator: &'a Indicator,
    formula: &str,
    side: Side,
    value: &'a MeasureExpression,
) -> Part<'a> {
    Part {
        indicator,
        formula: formula.to_owned(),
        side,
        by: JudgedBy::County,
        from: &value.from,
        value: value.value.clone(),
        of: None,
        no_rows: value.no_rows,
        unasked: Unasked::Missing,
        all_schools: true,
    }
}

fn of_score<'a>(indicator: &'a Indicator, score: &junheng_rulebook::Score) -> Vec<Part<'a>> {
    let item = sql::parsed(
        &format!("指标编号 = {}", sql::literal(&score.item)),
        indicator,
    );
    let (numerator, denominator) = if indicator.limits.is_empty() {
        let passes: Vec<String> = score.passes.iter().map(|pass| sql::literal(pass)).collect();
        let passed = sql::parsed(&format!("结论 IN ({})", passes.join(", ")), indicator);
        (
            sql::count(Some(&passed), &passed),
            sql::count(None, &passed),
        )
    } else {
        (
            sql::parsed("sum(得分)", indicator),
            sql::parsed("sum(满分)", indicator),
        )
    };
    let part = |side, value| Part {
        indicator,
        formula: String::new(),
        side,
        by: JudgedBy::County,
        from: SCORES,
        value,
        of: Some(item.clone()),
        no_rows: NoRows::Missing,
        unasked: Unasked::Missing,
        all_schools: true,
    };
    vec![
        part(Side::Numerator, numerator),
        part(Side::Denominator, denominator),
    ]
}

fn of_survey<'a>(indicator: &'a Indicator, survey: &'a Survey) -> Vec<Part<'a>> {
    let part = |side, value: &Expression| Part {
        indicator,
        formula: String::new(),
        side,
        by: JudgedBy::County,
        from: &survey.from,
        value: value.clone(),
        of: None,
        no_rows: NoRows::Missing,
        unasked: Unasked::Missing,
        all_schools: true,
    };
    let mut parts = vec![
        part(Side::Numerator, &survey.satisfied),
        part(Side::Denominator, &survey.valid),
    ];
    for requirement in &survey.requirements {
        let name = requirement_name(&requirement.name);
        parts.push(county_part(
            indicator,
            &name,
            Side::Numerator,
            &requirement.value,
        ));
    }
    parts
}
