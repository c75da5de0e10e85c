//! Findings as JSON: the contract with other programs.
//!
//! ```json
//! {"policy", "as_of", "counties": [{"county", "verdict", "reasons": [], "indicators": [{"id", "name",
//! "stage", "value", "variation", "limit", "verdict"}], "schools": [{"code", "name", "stage", "verdict",
//! "met", "values": [{"indicator", "numerator", "denominator", "value", "threshold", "verdict", "gap"}]}],
//! "missing": []}]}
//! ```
//!
//! Figures are in full precision, unknown ones are `null`, stages are `小学`, `初中` or `null`. A `gap` is
//! in natural units and exact; `shortfall` is the same rounded up where only wholes exist. Everything is
//! written as it is met, so that a nation's findings need no second copy in memory.

use std::io;

use junheng_model::{
    Alternative, BreakingUnit, ExcludedSchool, Findings, IndicatorFinding, MissingFigure, Standard,
    Variation,
};
use junheng_rulebook::Policy;
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::Names;
use crate::standing::Standing;

mod rule;
mod school;

use rule::Rule;
use school::School;

/// Schools whose share in a variation is named.
const NAMED_SHARES: usize = 5;

/// Writes findings to `out`: one object for one policy, an array of objects for several that stand
/// side by side. `names` says the language of names and reasons; keys and
/// verdicts are always English, and registers, columns and units are called as the rulebook declares them.
///
/// # Errors
/// When `out` cannot take the text.
pub fn write(
    out: impl io::Write,
    judged: &[(&Findings, &Policy)],
    names: Names<'_>,
) -> io::Result<()> {
    let document = |&(findings, policy)| Document {
        findings,
        policy,
        names,
    };
    let written = match judged {
        [one] => serde_json::to_writer(out, &document(one)),
        several => serde_json::to_writer(out, &Several(several.iter().map(document).collect())),
    };
    written.map_err(io::Error::from)
}

/// Findings as a text; see [`write`].
///
/// # Errors
/// When memory cannot take the text.
pub fn text(judged: &[(&Findings, &Policy)], names: Names<'_>) -> io::Result<String> {
    let mut bytes = Vec::new();
    write(&mut bytes, judged, names)?;
    String::from_utf8(bytes).map_err(io::Error::other)
}

struct Several<'a>(Vec<Document<'a>>);

impl Serialize for Several<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(&self.0)
    }
}

struct Document<'a> {
    findings: &'a Findings,
    policy: &'a Policy,
    names: Names<'a>,
}

impl Serialize for Document<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("policy", &self.findings.policy)?;
        map.serialize_entry("as_of", &self.findings.as_of.to_string())?;
        map.serialize_entry("policy_name", self.names.lang.policy(self.policy))?;
        map.serialize_entry(
            "counties",
            &List(|| Standing::all(self.findings, self.policy, self.names).map(County)),
        )?;
        map.end()
    }
}

/// A sequence that is written from an iterator.
struct List<F>(F);

impl<F, I> Serialize for List<F>
where
    F: Fn() -> I,
    I: Iterator,
    I::Item: Serialize,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

struct County<'a>(Standing<'a>);

impl Serialize for County<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let standing = &self.0;
        let county = standing.county;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("county", &county.county)?;
        map.serialize_entry("verdict", &county.verdict)?;
        map.serialize_entry("reasons", &standing.reasons())?;
        map.serialize_entry(
            "indicators",
            &List(|| {
                county
                    .indicators
                    .iter()
                    .map(|of| Indicator { standing, of })
            }),
        )?;
        map.serialize_entry(
            "schools",
            &List(|| county.units.clone().map(|unit| School { standing, unit })),
        )?;
        map.serialize_entry("missing", &List(|| county.missing.iter().map(Missing)))?;
        map.serialize_entry(
            "rules",
            &List(|| county.rules.iter().map(|of| Rule { standing, of })),
        )?;
        map.serialize_entry("excluded", &List(|| county.excluded.iter().map(Excluded)))?;
        map.end()
    }
}

struct Indicator<'a> {
    standing: &'a Standing<'a>,
    of: &'a IndicatorFinding,
}

impl Serialize for Indicator<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let of = self.of;
        let declared = self.standing.policy.indicator(&of.id);
        let lang = self.standing.lang();
        let variation_limit = of.variation.and_then(|variation| variation.limit);
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &of.id)?;
        map.serialize_entry("name", &declared.map(|declared| lang.indicator(declared)))?;
        map.serialize_entry("stage", &of.stage)?;
        map.serialize_entry("value", &of.value)?;
        map.serialize_entry("variation", &of.variation.map(|of| of.coefficient))?;
        map.serialize_entry("limit", &variation_limit.or(of.limit))?;
        map.serialize_entry("verdict", &of.verdict)?;
        map.serialize_entry("threshold", &self.standing.threshold(of))?;
        map.serialize_entry("numerator", &of.numerator)?;
        map.serialize_entry("denominator", &of.denominator)?;
        map.serialize_entry("unit", &declared.map(|declared| &declared.unit))?;
        map.serialize_entry("group", &declared.map(|declared| &declared.group))?;
        map.serialize_entry("part_of", &declared.and_then(|of| of.part_of.as_ref()))?;
        map.serialize_entry("units", &of.units)?;
        map.serialize_entry("units_met", &of.units_met)?;
        map.serialize_entry("units_undetermined", &of.units_undetermined)?;
        if let Some(variation) = &of.variation {
            let standing = self.standing;
            let detail = Spread {
                standing,
                of,
                variation,
            };
            map.serialize_entry("variation_detail", &detail)?;
        }
        map.serialize_entry("standards", &List(|| of.standards.iter().map(Layered)))?;
        map.serialize_entry("alternatives", &List(|| of.alternatives.iter().map(Other)))?;
        map.serialize_entry("breaking", &List(|| of.breaking.iter().map(Breaking)))?;
        if let Some(score) = &of.score {
            map.serialize_entry("score", &Points(score.earned, score.possible))?;
        }
        map.end()
    }
}

struct Points(Option<f64>, f64);

impl Serialize for Points {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("earned", &self.0)?;
        map.serialize_entry("possible", &self.1)?;
        map.end()
    }
}

struct Spread<'a> {
    standing: &'a Standing<'a>,
    of: &'a IndicatorFinding,
    variation: &'a Variation,
}

impl Serialize for Spread<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let variation = self.variation;
        let (unweighted_flips, sample_flips) = variation.flips();
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("mean", &variation.mean)?;
        map.serialize_entry("deviation", &variation.deviation)?;
        map.serialize_entry("limit", &variation.limit)?;
        map.serialize_entry("unweighted", &variation.unweighted)?;
        map.serialize_entry("unweighted_flips", &unweighted_flips)?;
        map.serialize_entry("sample", &variation.sample)?;
        map.serialize_entry("sample_flips", &sample_flips)?;
        map.serialize_entry("schools", &variation.schools)?;
        map.serialize_entry("pupils", &variation.pupils)?;
        let units = &self.standing.findings.schools.units;
        let shares = self.standing.spread(self.of, variation);
        let first = || shares.iter().take(NAMED_SHARES);
        map.serialize_entry(
            "shares",
            &List(|| {
                first().map(|share| ShareOf {
                    code: units.code.get(share.unit),
                    name: units.name.get(share.unit),
                    share: share.share,
                    below_mean: share.below,
                })
            }),
        )?;
        map.end()
    }
}

#[derive(serde::Serialize)]
struct ShareOf<'a> {
    code: &'a str,
    name: &'a str,
    share: f64,
    below_mean: bool,
}

struct Missing<'a>(&'a MissingFigure);

impl Serialize for Missing<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let missing = self.0;
        let mut map = serializer.serialize_map(Some(8))?;
        map.serialize_entry("indicator", &missing.indicator)?;
        map.serialize_entry("stage", &missing.stage)?;
        map.serialize_entry("code", &missing.code)?;
        map.serialize_entry("name", &missing.name)?;
        map.serialize_entry("register", &missing.register)?;
        map.serialize_entry("column", &missing.column)?;
        map.serialize_entry("rows", &missing.rows)?;
        map.serialize_entry("place", &missing.place.as_ref().map(ToString::to_string))?;
        map.end()
    }
}

struct Excluded<'a>(&'a ExcludedSchool);

impl Serialize for Excluded<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("code", &self.0.code)?;
        map.serialize_entry("name", &self.0.name)?;
        map.serialize_entry("reason", &self.0.reason)?;
        map.end()
    }
}

struct Layered<'a>(&'a Standard);

impl Serialize for Layered<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let standard = self.0;
        let mut map = serializer.serialize_map(Some(8))?;
        map.serialize_entry("layer", standard.layer)?;
        map.serialize_entry("stage", &standard.stage)?;
        map.serialize_entry("bound", standard.bound)?;
        map.serialize_entry("value", &standard.value)?;
        map.serialize_entry("case", &standard.case)?;
        map.serialize_entry("until", &standard.until.map(|until| until.to_string()))?;
        map.serialize_entry("source", &standard.source)?;
        map.serialize_entry("judges", &standard.judges)?;
        map.end()
    }
}

struct Other<'a>(&'a Alternative);

impl Serialize for Other<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let other = self.0;
        let mut map = serializer.serialize_map(Some(5))?;
        map.serialize_entry("formula", &other.formula)?;
        map.serialize_entry("numerator", &other.numerator)?;
        map.serialize_entry("denominator", &other.denominator)?;
        map.serialize_entry("value", &other.value)?;
        map.serialize_entry("verdict", &other.verdict)?;
        map.end()
    }
}

struct Breaking<'a>(BreakingUnit<'a>);

impl Serialize for Breaking<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let unit = &self.0;
        let mut map = serializer.serialize_map(Some(7))?;
        map.serialize_entry("code", &unit.code)?;
        map.serialize_entry("name", &unit.name)?;
        map.serialize_entry("stage", &unit.stage)?;
        map.serialize_entry("value", &unit.value)?;
        map.serialize_entry("limit", &unit.limit)?;
        map.serialize_entry("gap", &unit.gap)?;
        map.serialize_entry("place", &unit.place.map(ToString::to_string))?;
        map.end()
    }
}
