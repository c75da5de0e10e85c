//! 总览: the verdict, its reasons, and all indicators.

use rust_xlsxwriter::Workbook;

use super::{Head, Ink, Sheet, Styles};
use crate::standing::Standing;
use crate::{Lang, ReportError, figures, words};
use junheng_model::{IndicatorFinding, RuleFinding};

/// Widths of the nine columns that both tables share.
const WIDTHS: [f64; 9] = [12.0, 7.0, 42.0, 8.0, 14.0, 20.0, 11.0, 11.0, 12.0];

pub(super) fn write(
    workbook: &mut Workbook,
    styles: &mut Styles,
    standings: &[Standing<'_>],
) -> Result<(), ReportError> {
    let Some(first) = standings.first() else {
        return empty(workbook, styles);
    };
    let lang = first.lang();
    let mut sheet = Sheet::new(workbook, styles, words::OVERVIEW.say(lang), &WIDTHS, lang)?;
    sheet.line(&title(standings, lang), Ink::Title)?;
    let policy = first.policy;
    let basis = words::basis_line(
        lang,
        &policy.document.number,
        &policy.document.title,
        &first.findings.as_of.to_string(),
    );
    sheet.line(&basis, Ink::Subtitle)?;
    for standing in standings {
        conclusion(&mut sheet, standing)?;
    }
    rules(&mut sheet, standings, lang)?;
    indicators(&mut sheet, standings, lang)?;
    sheet.repeat_heads()?;
    sheet.sign_off(lang)
}

fn empty(workbook: &mut Workbook, styles: &mut Styles) -> Result<(), ReportError> {
    let lang = Lang::Chinese;
    let mut sheet = Sheet::new(workbook, styles, words::OVERVIEW.say(lang), &WIDTHS, lang)?;
    sheet.line(words::NO_COUNTY.say(lang), Ink::Prose)
}

fn title(standings: &[Standing<'_>], lang: Lang) -> String {
    let policy = lang.policy(standings[0].policy);
    match standings {
        [one] => words::result_title(lang, &one.county.county, policy),
        several => words::results_title(lang, several.len(), policy),
    }
}

fn conclusion(sheet: &mut Sheet<'_>, standing: &Standing<'_>) -> Result<(), ReportError> {
    let lang = standing.lang();
    let county = standing.county;
    let said = words::conclusion(lang, &county.county, lang.verdict(county.verdict));
    let counted = match standing.judges_schools() {
        true => words::tally(lang, standing.tally()),
        false => String::new(),
    };
    sheet.line(&format!("{said}{counted}"), Ink::from(county.verdict))
}

fn rules(sheet: &mut Sheet<'_>, standings: &[Standing<'_>], lang: Lang) -> Result<(), ReportError> {
    sheet.row += 1;
    sheet.line(words::REASONS.say(lang), Ink::Section)?;
    sheet.section_heads(&[
        (0, 0, words::COUNTY.say(lang)),
        (1, 2, words::RULE_NAME.say(lang)),
        (3, 3, words::STAGE.say(lang)),
        (4, 4, words::VERDICT.say(lang)),
        (5, 5, words::REACHED.say(lang)),
        (6, 8, words::AGAINST.say(lang)),
    ])?;
    for standing in standings {
        for rule in &standing.county.rules {
            rule_row(sheet, standing, rule)?;
        }
    }
    Ok(())
}

fn rule_row(
    sheet: &mut Sheet<'_>,
    standing: &Standing<'_>,
    finding: &RuleFinding,
) -> Result<(), ReportError> {
    let lang = standing.lang();
    let name = standing
        .rule(finding)
        .map_or(finding.rule.as_str(), |rule| lang.rule(rule));
    let figures = standing.rule_figures(finding).unwrap_or_default();
    let against = standing.against(finding);
    sheet.text(0, &standing.county.county, Ink::Plain)?;
    sheet.span(1, 2, name, Ink::Wrapped)?;
    sheet.text(3, lang.stage(finding.stage), Ink::Centred)?;
    sheet.text(4, lang.verdict(finding.verdict), Ink::from(finding.verdict))?;
    sheet.text(5, &figures, Ink::Wrapped)?;
    sheet.span(6, 8, &against, Ink::Wrapped)?;
    sheet.fit(&[(name, 2..3), (&figures, 5..6), (&against, 6..9)])?;
    sheet.row += 1;
    Ok(())
}

fn indicators(
    sheet: &mut Sheet<'_>,
    standings: &[Standing<'_>],
    lang: Lang,
) -> Result<(), ReportError> {
    sheet.row += 1;
    sheet.line(words::INDICATORS.say(lang), Ink::Section)?;
    let heads = [
        words::COUNTY,
        words::ID,
        words::INDICATOR,
        words::STAGE,
        words::VALUE,
        words::STANDARD,
        words::COEFFICIENT,
        words::SCHOOLS_MET,
        words::VERDICT,
    ];
    let heads: Vec<Head> = heads
        .iter()
        .zip(WIDTHS)
        .map(|(head, width)| Head::new(head.say(lang), width))
        .collect();
    sheet.heads(&heads)?;
    for standing in standings {
        for finding in &standing.county.indicators {
            indicator_row(sheet, standing, finding)?;
        }
    }
    Ok(())
}

/// Whether the value is a figure of the county's own, and not the worst unit's or a conclusion.
fn is_figure(standing: &Standing<'_>, finding: &IndicatorFinding) -> bool {
    finding.value.is_some()
        && !standing.is_of_each_unit(finding)
        && !standing.is_conclusion(finding)
        && !standing.is_made_of_parts(finding)
}

fn indicator_row(
    sheet: &mut Sheet<'_>,
    standing: &Standing<'_>,
    finding: &IndicatorFinding,
) -> Result<(), ReportError> {
    let lang = standing.lang();
    let declared = standing.policy.indicator(&finding.id);
    let name = declared.map_or("", |declared| lang.indicator(declared));
    sheet.text(0, &standing.county.county, Ink::Plain)?;
    sheet.text(1, &finding.id, Ink::Centred)?;
    sheet.text(2, name, Ink::Wrapped)?;
    sheet.text(3, lang.stage(finding.stage), Ink::Centred)?;
    match declared {
        Some(declared) if is_figure(standing, finding) => {
            sheet.figure(4, finding.value, declared.decimals, Ink::Plain)?;
        }
        _ => sheet.text(4, &standing.value_in_table(finding), Ink::Aside)?,
    }
    sheet.text(5, &standing.asked(finding), Ink::Centred)?;
    let coefficient = finding.variation.map(|variation| variation.coefficient);
    match coefficient {
        Some(coefficient) => sheet.figure(
            6,
            Some(coefficient),
            figures::COEFFICIENT_DECIMALS,
            Ink::Plain,
        )?,
        None => sheet.text(6, "", Ink::Plain)?,
    }
    let counted = finding.units > 1 && !standing.is_made_of_parts(finding);
    let met = match counted {
        true => standing.units_met(finding),
        false => String::new(),
    };
    sheet.text(7, &met, Ink::Centred)?;
    sheet.text(8, lang.verdict(finding.verdict), Ink::from(finding.verdict))?;
    let asked = standing.asked(finding);
    sheet.fit(&[(name, 2..3), (&asked, 5..6)])?;
    sheet.row += 1;
    Ok(())
}
