//! The county's schools: what stays the same from year to year.

use crate::dice::{Dice, Purpose};
use crate::names;
use crate::profile::{Kind, Profile, kinds};

/// The first calendar year of the latest school year.
pub(crate) const LATEST: u32 = 2024;
/// Pupils of compulsory age that a county has for each of its schools.
const PUPILS_PER_SCHOOL: f64 = 958.0;
/// Below this many schools, a county is left at the size that its schools happen to have.
const SCALED_FROM: usize = 24;
/// Two digits that no province has: the codes can belong to no real school.
const PROVINCE: &str = "99";
const COUNTY_TOWN: &str = "城关镇";
const PRIVATE_NAMES: [&str; 8] = [
    "育才", "博雅", "明德", "启明", "弘文", "致远", "新星", "树人",
];

/// A county that does not exist.
pub(crate) struct County {
    pub(crate) name: String,
    pub(crate) seed: u64,
    pub(crate) schools: Vec<School>,
}

/// What stays the same of a school.
pub(crate) struct School {
    /// The school's stream of chance.
    pub(crate) number: usize,
    pub(crate) kind: Kind,
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) township: String,
    /// The official code and name of the urban-rural class (城乡分类).
    pub(crate) urban: (&'static str, &'static str),
    pub(crate) built: u32,
    /// Pupils a stage in the latest year; zero: no such stage.
    pub(crate) pupils: [f64; 3],
    pub(crate) growth: f64,
    /// How well the school is equipped in each aspect; 1 is just adequate.
    pub(crate) aspects: [f64; 7],
    /// Indoor sports rooms, m².
    pub(crate) indoor: f64,
    pub(crate) migrant_share: f64,
    /// How many years ago a new building was finished, if one was.
    pub(crate) extended: Option<u32>,
    /// The last year that the school was open, when it closed since.
    pub(crate) last_year: Option<u32>,
}

impl County {
    /// Draws a county of so many schools from the seed.
    pub(crate) fn draw(name: &str, schools: usize, seed: u64) -> Self {
        let mut county = Self {
            name: name.to_owned(),
            seed,
            schools: Vec::with_capacity(schools + 1),
        };
        let mut places = Places::new(name, schools);
        for (number, kind) in kinds(schools).enumerate() {
            let school = School::draw(number, kind, &mut places, seed);
            county.schools.push(school);
        }
        if schools >= SCALED_FROM {
            let closed = School::draw(schools, Kind::SmallPoint, &mut places, seed);
            county.schools.push(School {
                last_year: Some(LATEST - 1),
                ..closed
            });
            county.scale(schools as f64 * PUPILS_PER_SCHOOL);
        }
        county.schools.sort_by_key(|school| school.kind);
        county.number(0);
        county
    }

    /// Gives the schools their codes; `before` schools elsewhere have theirs already.
    pub(crate) fn number(&mut self, before: usize) {
        for (place, school) in self.schools.iter_mut().enumerate() {
            let prefix = school.kind.profile().prefix;
            school.code = format!("{prefix}{PROVINCE}{:06}", before + place + 1);
        }
    }

    /// The schools that are open in this year.
    pub(crate) fn open_in(&self, year: u32) -> impl Iterator<Item = &School> {
        self.schools
            .iter()
            .filter(move |school| school.last_year.is_none_or(|last| year <= last))
    }

    /// Fits the schools of towns so that the county has so many pupils of compulsory age.
    fn scale(&mut self, pupils: f64) {
        let compulsory = |school: &School| school.pupils[0] + school.pupils[1];
        let fixed: f64 = self
            .schools
            .iter()
            .filter(|s| s.kind.is_rural())
            .map(compulsory)
            .sum();
        let scaled: f64 = self
            .schools
            .iter()
            .filter(|s| !s.kind.is_rural())
            .map(compulsory)
            .sum();
        let factor = (pupils - fixed) / scaled;
        for school in self.schools.iter_mut().filter(|s| !s.kind.is_rural()) {
            school.pupils = school.pupils.map(|pupils| (pupils * factor).round());
        }
    }
}

impl School {
    fn draw(number: usize, kind: Kind, places: &mut Places, seed: u64) -> Self {
        let mut dice = Dice::new(seed, number, Purpose::School);
        let profile = kind.profile();
        let pupils = profile
            .pupils
            .map(|(low, high)| dice.between(low, high).round());
        let well_equipped = well_equipped(kind, &profile, places.taken[kind as usize], seed);
        let (township, name) = places.settle(kind);
        Self {
            number,
            kind,
            code: String::new(),
            urban: urban(kind, &township, &mut dice),
            name,
            township,
            built: built(kind, &mut dice),
            pupils,
            growth: dice.around(profile.growth, 0.02),
            aspects: aspects(kind, &profile, well_equipped, &mut dice),
            indoor: indoor(kind, &mut dice),
            migrant_share: migrant_share(kind, &mut dice),
            extended: dice.chance(0.18).then(|| dice.whole(0, 1)),
            last_year: None,
        }
    }
}

/// Which names and townships are taken already.
struct Places {
    county: String,
    townships: usize,
    taken: [usize; 12],
    villages: usize,
}

impl Places {
    fn new(county: &str, schools: usize) -> Self {
        let townships = kinds(schools)
            .filter(|&kind| kind == Kind::TownPrimary)
            .count();
        Self {
            county: county.to_owned(),
            townships: townships.max(1),
            taken: [0; 12],
            villages: 0,
        }
    }

    /// The township and the name of the next school of a kind.
    fn settle(&mut self, kind: Kind) -> (String, String) {
        let nth = self.taken[kind as usize];
        self.taken[kind as usize] += 1;
        if kind.in_town() {
            let name = format!("{}{}", self.county, town_name(kind, nth));
            return (COUNTY_TOWN.to_owned(), name);
        }
        let township = match kind {
            Kind::NineYear => names::township(self.townships + nth),
            Kind::TownPrimary | Kind::TownJunior => names::township(nth),
            _ => names::township(self.villages * 2 % self.townships),
        };
        let name = match kind {
            Kind::TownPrimary => format!("{township}中心小学"),
            Kind::TownJunior => format!("{township}初级中学"),
            Kind::NineYear => format!("{township}九年一贯制学校"),
            Kind::VillagePrimary => format!("{township}{}小学", self.next_village()),
            _ => format!("{township}{}教学点", self.next_village()),
        };
        (township, name)
    }

    fn next_village(&mut self) -> String {
        self.villages += 1;
        names::village(self.villages - 1)
    }
}

/// The name of the nth school of a kind in the county town, without the county.
fn town_name(kind: Kind, nth: usize) -> String {
    let ordinal = names::numeral(nth + 1);
    let private = |offset: usize| {
        let name = PRIVATE_NAMES[(nth * 2 + offset) % PRIVATE_NAMES.len()];
        match nth * 2 / PRIVATE_NAMES.len() {
            0 => name.to_owned(),
            round => format!("{name}第{}", names::numeral(round + 1)),
        }
    };
    match kind {
        Kind::CityPrimary if nth == 0 => "实验小学".to_owned(),
        Kind::CityPrimary => format!("第{}小学", names::numeral(nth)),
        Kind::PrivatePrimary => private(1) + "小学",
        Kind::CityJunior => format!("第{ordinal}初级中学"),
        Kind::TwelveYear => private(0) + "学校",
        Kind::Complete => format!("第{ordinal}中学"),
        _ if nth == 0 => "特殊教育学校".to_owned(),
        _ => format!("第{ordinal}特殊教育学校"),
    }
}

/// The urban-rural class: a county town is a 镇, a township's centre is a 镇 or a 乡.
fn urban(kind: Kind, township: &str, dice: &mut Dice) -> (&'static str, &'static str) {
    const CENTRE: (&str, &str) = ("121", "镇中心区");
    const FRINGE: (&str, &str) = ("122", "镇乡结合区");
    if kind.is_rural() {
        ("220", "村庄")
    } else if kind.in_town() {
        if dice.chance(0.25) { FRINGE } else { CENTRE }
    } else if township.ends_with('乡') {
        ("210", "乡中心区")
    } else {
        CENTRE
    }
}

fn built(kind: Kind, dice: &mut Dice) -> u32 {
    if kind.is_rural() {
        dice.whole(1954, 1998)
    } else if kind.is_private() || (kind.in_town() && dice.chance(0.3)) {
        dice.whole(2006, 2020)
    } else {
        dice.whole(1951, 2009)
    }
}

/// Whether the nth school of a kind is well equipped. The schools of a kind take turns (by the golden
/// ratio), so that a county of any seed has about the share of them that is usual.
fn well_equipped(kind: Kind, profile: &Profile, nth: usize, seed: u64) -> bool {
    let offset = Dice::new(seed, kind as usize, Purpose::Turns).between(0.0, 1.0);
    (offset + nth as f64 * 0.618_034).fract() < profile.well_equipped
}

/// How well a school is equipped: mostly adequate in everything, or lacking where its kind does.
fn aspects(kind: Kind, profile: &Profile, well_equipped: bool, dice: &mut Dice) -> [f64; 7] {
    let mut aspects = [0.0; 7];
    for aspect in &mut aspects {
        let rich = dice.between(0.0, 1.0);
        *aspect = 1.01 + profile.surplus * rich * (0.4 + 0.6 * rich);
    }
    if !kind.in_town() {
        // Land is cheap outside the town, and small schools fill few of their rooms.
        aspects[4] *= dice.between(1.0, if kind.is_rural() { 3.0 } else { 2.2 });
        aspects[6] *= dice.between(1.0, 1.5);
    }
    if dice.chance(0.2) {
        // A special fund paid for this school's laboratories.
        aspects[5] *= dice.between(1.6, 2.8);
    }
    if well_equipped {
        if dice.chance(0.4) {
            aspects[dice.pick(profile.weak)] = dice.between(0.89, 0.98);
        }
        return aspects;
    }
    let lacking = if dice.chance(0.45) { 3 } else { 2 };
    for place in dice.order(profile.weak.len()).into_iter().take(lacking) {
        let elsewhere = dice.whole(1, 6) as usize;
        let aspect = if dice.chance(0.25) {
            elsewhere
        } else {
            profile.weak[place]
        };
        aspects[aspect] = dice.between(0.45, 0.84);
    }
    aspects
}

/// Indoor sports rooms, m².
fn indoor(kind: Kind, dice: &mut Dice) -> f64 {
    let likely = if kind.in_town() { 0.55 } else { 0.12 };
    match (kind.is_rural(), dice.chance(likely)) {
        (false, true) => dice.between(380.0, 1350.0),
        _ => 0.0,
    }
}

fn migrant_share(kind: Kind, dice: &mut Dice) -> f64 {
    match kind {
        Kind::CityPrimary if dice.chance(0.14) => dice.between(0.51, 0.58),
        Kind::Special => 0.0,
        kind if kind.is_rural() => dice.between(0.0, 0.02),
        kind if kind.in_town() => dice.between(0.10, 0.30),
        _ => dice.between(0.02, 0.08),
    }
}
