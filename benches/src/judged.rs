//! A nation and a county judged through the same rooms that the command line uses.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use anyhow::{Context, anyhow, bail};
use jiff::civil::{Date, date};
use junheng_assess::{Assessment, Engine, Snapshot};
use junheng_model::SchoolFigures;
use junheng_rulebook::{Policy, RuleKind, Rulebook};

const POLICY: &str = "quality-balance-2017";
const AS_OF: Date = date(2024, 12, 31);
const THREADS: usize = 2;
/// The register that the nation's file holds.
const SCHOOLS: &str = "学校";

/// How much of the policy is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asks {
    /// The resources of schools, as the peers' formulas do.
    Resources,
    /// All of it.
    WholePolicy,
}

/// Everything that stays the same from run to run.
pub struct Bench {
    pub rulebook: Rulebook,
    pub policy: Policy,
    pub engine: Engine,
}

impl Bench {
    /// Reads the rulebook and starts the engine.
    ///
    /// # Errors
    /// When the rulebook cannot be read or has mistakes.
    pub fn prepare(folder: &Path, asks: Asks) -> anyhow::Result<Self> {
        let mut files = Vec::new();
        gather(folder, folder, &mut files)?;
        let loaded = Rulebook::load(files);
        if let Some(mistake) = loaded.diagnostics.first() {
            bail!("the rulebook has mistakes, first: {mistake:?}");
        }
        let mut policy = loaded
            .rulebook
            .policy(POLICY)
            .cloned()
            .ok_or_else(|| anyhow!("no policy {POLICY}"))?;
        if asks == Asks::Resources {
            keep_resources(&mut policy);
        }
        Ok(Self {
            rulebook: loaded.rulebook,
            policy,
            engine: Engine::new(THREADS)?,
        })
    }

    /// Assesses as of the day of the benchmarks.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn assess(&self, snapshot: &Snapshot) -> anyhow::Result<Assessment> {
        Ok(self
            .engine
            .assess(snapshot, &self.rulebook, &self.policy, AS_OF)?)
    }
}

/// Leaves the seven resources of schools and the rules over them, which are what the peers work out.
fn keep_resources(policy: &mut Policy) {
    let of_schools = |id: &str| {
        let digits = id.strip_prefix('R').unwrap_or_default();
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    policy
        .indicators
        .retain(|indicator| of_schools(&indicator.id));
    policy.rules.retain(|rule| {
        matches!(
            rule.kind,
            RuleKind::EachSchool { .. } | RuleKind::Variations { .. }
        )
    });
}

/// The texts of the rulebook, by their path from its folder.
fn gather(root: &Path, folder: &Path, files: &mut Vec<(String, String)>) -> anyhow::Result<()> {
    for entry in
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?
    {
        let path = entry?.path();
        if path.is_dir() {
            gather(root, &path, files)?;
        } else {
            let name = path
                .strip_prefix(root)?
                .to_string_lossy()
                .replace('\\', "/");
            files.push((name, fs::read_to_string(&path)?));
        }
    }
    Ok(())
}

/// A Parquet file of many counties.
pub struct Nation {
    bench: Bench,
    file: PathBuf,
}

impl Nation {
    /// # Errors
    /// When the rulebook cannot be used.
    pub fn prepare(rulebook: &Path, file: PathBuf, asks: Asks) -> anyhow::Result<Self> {
        let bench = Bench::prepare(rulebook, asks)?;
        Ok(Self { bench, file })
    }

    /// From the file to all findings, every value and every gap written out as the peers do.
    ///
    /// # Errors
    /// When the file cannot be read or judged.
    pub fn run(&self) -> anyhow::Result<Assessment> {
        let bytes = fs::read(&self.file)?;
        let register = self
            .bench
            .rulebook
            .register(SCHOOLS)
            .context("no register of schools")?;
        let mut snapshot = Snapshot::default();
        snapshot.add_parquet(register, self.file.to_string_lossy(), bytes.into());
        let assessment = self.bench.assess(&snapshot)?;
        let schools = &assessment.findings.schools;
        let (values, gaps) = thread::scope(|scope| {
            let gaps = scope.spawn(|| column(schools, SchoolFigures::gap));
            (column(schools, SchoolFigures::value), gaps.join())
        });
        let gaps = gaps.map_err(|_| anyhow!("the gaps could not be written"))?;
        std::hint::black_box((values, gaps));
        Ok(assessment)
    }
}

/// A figure of every unit and indicator, one indicator's column after another. What cannot be judged is not a number, as
/// in the peers' columns.
fn column(
    schools: &SchoolFigures,
    figure: impl Fn(&SchoolFigures, usize, usize) -> Option<f64>,
) -> Vec<f64> {
    let mut column = Vec::with_capacity(schools.units.len() * schools.indicators.len());
    for indicator in 0..schools.indicators.len() {
        let units = 0..schools.units.len();
        column.extend(units.map(|unit| figure(schools, unit, indicator).unwrap_or(f64::NAN)));
    }
    column
}

/// A county's workbook.
pub struct County {
    bench: Bench,
    file: PathBuf,
}

impl County {
    /// # Errors
    /// When the rulebook cannot be used.
    pub fn prepare(rulebook: &Path, file: PathBuf, asks: Asks) -> anyhow::Result<Self> {
        Ok(Self {
            bench: Bench::prepare(rulebook, asks)?,
            file,
        })
    }

    /// From the file to all findings of the whole policy.
    ///
    /// # Errors
    /// When the file cannot be read or judged.
    pub fn run(&self) -> anyhow::Result<Assessment> {
        let bytes = fs::read(&self.file)?;
        let intake =
            junheng_intake::read(&self.file.to_string_lossy(), &bytes, &self.bench.rulebook);
        if intake.unusable {
            bail!("the workbook cannot be used");
        }
        let snapshot = Snapshot::from_tables(intake.tables, &self.bench.rulebook)?;
        self.bench.assess(&snapshot)
    }
}
