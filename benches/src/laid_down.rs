//! Findings as tables that can be compared with what the peers found.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;

use junheng_model::{Findings, Verdict};

/// Writes `schools.tsv` and `counties.tsv`.
///
/// # Errors
/// When a file cannot be written.
pub fn write(findings: &Findings, folder: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(folder)?;
    write_schools(findings, &folder.join("schools.tsv"))?;
    write_counties(findings, &folder.join("counties.tsv"))
}

fn write_schools(findings: &Findings, path: &Path) -> anyhow::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    let schools = &findings.schools;
    write!(out, "code\tstage\tn")?;
    for id in &schools.indicators {
        write!(out, "\t{id}_num\t{id}\t{id}_min\t{id}_met\t{id}_gap")?;
    }
    writeln!(out, "\tmet\tpasses")?;
    for unit in 0..schools.units.len() {
        let stage = schools.units.stage[unit].map_or("", |stage| stage.name());
        write!(
            out,
            "{}\t{stage}\t{}",
            schools.units.code.get(unit),
            schools.cell(unit, 0).denominator
        )?;
        for indicator in 0..schools.indicators.len() {
            let cell = schools.cell(unit, indicator);
            let (value, gap) = (schools.value(unit, indicator), schools.gap(unit, indicator));
            let (value, gap) = (value.unwrap_or(f64::NAN), gap.unwrap_or(f64::NAN));
            let met = met(cell.verdict);
            write!(
                out,
                "\t{}\t{value}\t{}\t{met}\t{gap}",
                cell.numerator, cell.threshold
            )?;
        }
        writeln!(
            out,
            "\t{}\t{}",
            schools.met[unit],
            met(schools.verdicts[unit])
        )?;
    }
    Ok(out.flush()?)
}

fn write_counties(findings: &Findings, path: &Path) -> anyhow::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    let ids = &findings.schools.indicators;
    write!(out, "county\tstage")?;
    for id in ids {
        write!(out, "\t{id}_cv\t{id}_cv_met")?;
    }
    writeln!(out)?;
    for county in &findings.counties {
        let mut stages: Vec<_> = county
            .indicators
            .iter()
            .filter_map(|indicator| indicator.stage)
            .collect();
        stages.sort();
        stages.dedup();
        for stage in stages {
            let variation = |id: &String| {
                let of_stage = county
                    .indicators
                    .iter()
                    .find(|found| found.id == *id && found.stage == Some(stage));
                of_stage.and_then(|indicator| indicator.variation)
            };
            if ids.iter().all(|id| variation(id).is_none()) {
                continue;
            }
            write!(out, "{}\t{}", county.county, stage.name())?;
            for id in ids {
                let Some(variation) = variation(id) else {
                    write!(out, "\tNaN\tNaN")?;
                    continue;
                };
                let met = variation
                    .limit
                    .map_or(f64::NAN, |limit| f64::from(variation.coefficient <= limit));
                write!(out, "\t{}\t{met}", variation.coefficient)?;
            }
            writeln!(out)?;
        }
    }
    Ok(out.flush()?)
}

fn met(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Met => "1",
        Verdict::NotMet => "0",
        Verdict::Undetermined => "NaN",
    }
}
