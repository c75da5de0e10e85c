//! Which figures a page reads: period, version, policy and day, as they stand in the address.

use jiff::civil::Date;
use junheng_app::{Asked, Failure, Version};
use junheng_model::{Stage, Verdict};
use serde::Deserialize;

use crate::components::verdict_class;
use crate::links::escaped;

/// The part of an address that says which figures are meant. What is empty is chosen by the platform: the latest
/// period, its last frozen version, the nation's policy, the day by which the period was due.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Selection {
    /// The period's name.
    pub period: String,
    /// `live` or a frozen version's number.
    pub version: String,
    /// The policy's id.
    pub policy: String,
    /// The day whose rules apply.
    pub day: String,
}

/// The version that is being handed in, in addresses.
pub const LIVE: &str = "live";

impl Selection {
    /// What `app` is asked for.
    ///
    /// # Errors
    /// [`Failure::Invalid`] for a version or a day that cannot be read.
    pub fn asked(&self, county: i64) -> Result<Asked, Failure> {
        Ok(Asked {
            county,
            period: given(&self.period).map(str::to_owned),
            version: self.version_asked()?,
            policy: given(&self.policy).map(str::to_owned),
            as_of: self.day_asked()?,
        })
    }

    fn version_asked(&self) -> Result<Version, Failure> {
        match given(&self.version) {
            None => Ok(Version::Latest),
            Some(LIVE) => Ok(Version::Live),
            Some(number) => number.parse().map(Version::Frozen).map_err(|_| {
                Failure::field(
                    "version",
                    "版本要写成 live 或冻结版本的编号。",
                    "A version is `live` or the number of a frozen one.",
                )
            }),
        }
    }

    fn day_asked(&self) -> Result<Option<Date>, Failure> {
        let parsed = given(&self.day).map(str::parse).transpose();
        parsed.map_err(|_| {
            Failure::field(
                "day",
                "判定日要写成 2024-12-31 这样的日期。",
                "The day is written as 2024-12-31.",
            )
        })
    }

    /// What was chosen, by name, for addresses and for forms about the same figures.
    fn own(&self) -> [(&'static str, &str); 4] {
        [
            ("period", &self.period),
            ("version", &self.version),
            ("policy", &self.policy),
            ("day", &self.day),
        ]
    }

    /// The hidden fields of a form about the same figures.
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        let chosen = self
            .own()
            .into_iter()
            .filter(|(_, value)| !value.is_empty());
        chosen
            .map(|(name, value)| (name, value.to_owned()))
            .collect()
    }

    /// The address of a page about the same figures, with more to its query.
    pub fn href(&self, path: &str, more: &[(&str, &str)]) -> String {
        let own = self.own();
        let pairs: Vec<String> = own
            .iter()
            .chain(more)
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}={}", escaped(value)))
            .collect();
        if pairs.is_empty() {
            path.to_owned()
        } else {
            format!("{path}?{}", pairs.join("&"))
        }
    }
}

fn given(text: &str) -> Option<&str> {
    let text = text.trim();
    (!text.is_empty()).then_some(text)
}

/// The stage as it stands in an address.
pub const fn stage_code(stage: Option<Stage>) -> &'static str {
    match stage {
        Some(Stage::Primary) => "primary",
        Some(Stage::Junior) => "junior",
        Some(Stage::Senior) => "senior",
        None => "",
    }
}

/// The stage that an address asks for; nothing for what is no stage.
pub fn stage_asked(code: &str) -> Option<Stage> {
    Stage::ALL
        .into_iter()
        .find(|stage| stage_code(Some(*stage)) == code || stage.name() == code)
}

/// Where the pages of one county are.
#[derive(Debug, Clone)]
pub struct CountyAddresses<'a> {
    pub county: i64,
    pub selection: &'a Selection,
}

impl CountyAddresses<'_> {
    pub fn overview(&self) -> String {
        self.page("")
    }

    /// A page below the county's: `/what-if`.
    pub fn page(&self, below: &str) -> String {
        self.selection
            .href(&format!("/counties/{}{below}", self.county), &[])
    }

    /// The county's page at the wall of tiles, with those of one verdict, or all.
    pub fn wall(&self, only: Option<Verdict>) -> String {
        let only = only.map_or("", |verdict| verdict_class(&verdict));
        let path = format!("/counties/{}", self.county);
        format!("{}#wall", self.selection.href(&path, &[("only", only)]))
    }

    pub fn indicator(&self, id: &str, stage: Option<Stage>) -> String {
        self.indicator_page(id, "", stage)
    }

    pub fn explanation(&self, id: &str, stage: Option<Stage>) -> String {
        self.indicator_page(id, "/explanation", stage)
    }

    /// A page below an indicator's.
    pub fn indicator_page(&self, id: &str, below: &str, stage: Option<Stage>) -> String {
        let path = format!(
            "/counties/{}/indicators/{}{below}",
            self.county,
            escaped(id)
        );
        self.selection.href(&path, &[("stage", stage_code(stage))])
    }

    /// A school by its code. Figures know schools by their codes; the address leads on to its page.
    pub fn school(&self, code: &str) -> String {
        self.school_page(code, "")
    }

    /// A page below a school's.
    pub fn school_page(&self, code: &str, below: &str) -> String {
        let path = format!("/counties/{}/schools/{}{below}", self.county, escaped(code));
        self.selection.href(&path, &[])
    }

    pub fn school_explanation(&self, code: &str, id: &str, stage: Option<Stage>) -> String {
        let (code, id) = (escaped(code), escaped(id));
        let path = format!("/counties/{}/schools/{code}/indicators/{id}", self.county);
        self.selection.href(&path, &[("stage", stage_code(stage))])
    }
}

#[cfg(test)]
mod tests {
    use junheng_app::{Failure, Version};
    use junheng_model::Stage;

    use super::{CountyAddresses, Selection, stage_asked};

    fn chosen() -> Selection {
        Selection {
            period: "2023-2024".to_owned(),
            version: "2".to_owned(),
            ..Selection::default()
        }
    }

    #[test]
    fn what_was_chosen_stays_in_every_address() {
        let selection = chosen();
        let addresses = CountyAddresses {
            county: 3,
            selection: &selection,
        };
        assert_eq!(
            addresses.indicator("R4", Some(Stage::Junior)),
            "/counties/3/indicators/R4?period=2023-2024&version=2&stage=junior"
        );
        assert_eq!(
            addresses.school("2199000001"),
            "/counties/3/schools/2199000001?period=2023-2024&version=2"
        );
        assert_eq!(Selection::default().href("/counties/3", &[]), "/counties/3");
    }

    #[test]
    fn a_version_is_live_or_a_number_and_a_day_is_a_day() {
        let of = |version: &str, day: &str| {
            let selection = Selection {
                version: version.to_owned(),
                day: day.to_owned(),
                ..Selection::default()
            };
            selection.asked(3)
        };
        for (version, expected) in [
            ("", Version::Latest),
            ("live", Version::Live),
            ("4", Version::Frozen(4)),
        ] {
            assert_eq!(
                of(version, "").map(|asked| asked.version).ok(),
                Some(expected)
            );
        }
        assert!(matches!(of("last", ""), Err(Failure::Invalid(_))));
        assert!(matches!(of("", "2024-13-01"), Err(Failure::Invalid(_))));
        assert_eq!(stage_asked("小学"), Some(Stage::Primary));
        assert_eq!(stage_asked("kindergarten"), None);
    }
}
