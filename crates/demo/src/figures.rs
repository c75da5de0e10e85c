//! A school's figures in one year.

use crate::county::{LATEST, School};
use crate::dice::{Dice, Purpose};
use crate::profile::Profile;
use crate::sheet::Hundredths;

/// What a school of the county usually has of each aspect: per hundred pupils, m² or yuan a pupil;
/// at the primary and at the junior stage. The order is that of [`School::aspects`]: teachers with
/// a higher degree, backbone teachers, sport and art teachers, teaching rooms, sports grounds,
/// equipment, multimedia rooms.
pub(crate) const ASPECTS: [[f64; 7]; 2] = [
    [4.3, 1.03, 0.93, 4.62, 7.65, 2040.0, 2.36],
    [5.4, 1.03, 0.93, 5.95, 10.4, 2550.0, 2.46],
];
/// How much of a building an older pupil needs beside a primary pupil.
const ROOM: [f64; 3] = [1.0, 1.1, 1.3];
/// What a school had of each aspect a year earlier, beside the latest year.
const EARLIER: [f64; 7] = [0.985, 0.95, 0.97, 1.0, 1.0, 0.92, 0.95];
const BEFORE_EXTENSION: f64 = 0.84;

/// One school in one year.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Figures {
    /// Pupils a stage: primary, junior, senior.
    pub(crate) pupils: [Option<u32>; 3],
    pub(crate) migrants: u32,
    /// Teachers of the primary and the junior stage.
    pub(crate) staff: [Option<Staff>; 2],
    pub(crate) teaching_area: Hundredths,
    pub(crate) indoor_area: Hundredths,
    pub(crate) grounds_area: Hundredths,
    /// 万元
    pub(crate) equipment: Hundredths,
    pub(crate) multimedia_rooms: u32,
    pub(crate) computers: u32,
    pub(crate) books: u32,
}

/// The full-time teachers of one stage of a school.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Staff {
    pub(crate) teachers: u32,
    pub(crate) higher_degree: u32,
    pub(crate) backbone: u32,
    pub(crate) sport_and_art: u32,
    pub(crate) middle_title: u32,
}

impl Figures {
    /// The figures of a school in the school year that begins in `year`.
    pub(crate) fn of(school: &School, seed: u64, year: u32) -> Self {
        let ago = LATEST - year;
        let profile = school.kind.profile();
        let mut dice = Dice::new(seed, school.number, Purpose::Staff);
        let pupils = school.pupils.map(|latest| {
            (latest > 0.0).then(|| {
                (latest / compound(1.0 + school.growth, ago))
                    .round()
                    .max(6.0) as u32
            })
        });
        let staff = [0, 1].map(|stage| {
            let thrown = Throws::new(&mut dice);
            let latest = (school.pupils[stage] > 0.0).then(|| school.pupils[stage])?;
            Some(staff(school, &profile, stage, latest, ago, &thrown))
        });
        let compulsory = pupils[0].unwrap_or(0) + pupils[1].unwrap_or(0);
        let needs = Needs::of(school, ago);
        Self {
            migrants: (f64::from(compulsory) * school.migrant_share).round() as u32,
            teaching_area: Hundredths::round(needs.of_aspect(3) + school.indoor),
            indoor_area: Hundredths::round(school.indoor),
            grounds_area: Hundredths::round((needs.of_aspect(4) - school.indoor).max(180.0)),
            equipment: Hundredths::round(needs.of_aspect(5) / 10_000.0),
            multimedia_rooms: whole(needs.aspects[6], needs.pupils(6) / 100.0),
            computers: (needs.of_aspect(6) / 100.0 * dice.between(3.6, 6.5)).round() as u32,
            books: (f64::from(compulsory) * dice.between(17.0, 34.0) * compound(0.97, ago)) as u32,
            pupils,
            staff,
        }
    }
}

/// Chance that is thrown once a stage, whatever the year, so that years resemble each other.
struct Throws {
    ratio: f64,
    title: f64,
    richer: [f64; 3],
}

impl Throws {
    fn new(dice: &mut Dice) -> Self {
        Self {
            ratio: dice.around(1.0, 0.06),
            title: dice.between(0.38, 0.62),
            richer: [0, 1, 2].map(|_| dice.between(1.0, 1.07)),
        }
    }
}

/// Teachers of a stage that has so many pupils in the latest year.
fn staff(
    school: &School,
    profile: &Profile,
    stage: usize,
    latest: f64,
    ago: u32,
    thrown: &Throws,
) -> Staff {
    // Teachers follow the pupils only halfway: posts are not moved every year.
    let pupils = latest / compound(1.0 + school.growth / 2.0, ago);
    let ratio = profile.pupils_per_teacher[stage] * thrown.ratio;
    let teachers = (pupils / ratio).round().max(2.0) as u32;
    let share = |aspect: usize| {
        let rich = school.aspects[aspect];
        let rich = if rich >= 1.0 {
            rich * thrown.richer[aspect]
        } else {
            rich
        };
        let now = whole(rich, ASPECTS[stage][aspect] * latest / 100.0);
        ((f64::from(now) * compound(EARLIER[aspect], ago)).round() as u32).min(teachers)
    };
    let higher_degree = share(0).max((f64::from(teachers) * 0.62).round() as u32);
    Staff {
        teachers,
        higher_degree: higher_degree.min(teachers),
        backbone: share(1),
        sport_and_art: share(2),
        middle_title: (f64::from(teachers) * thrown.title).round() as u32,
    }
}

/// What a school needs of the things that its stages share.
struct Needs {
    latest: [f64; 3],
    aspects: [f64; 7],
}

impl Needs {
    fn of(school: &School, ago: u32) -> Self {
        let mut aspects = school.aspects;
        for (aspect, earlier) in aspects.iter_mut().zip(EARLIER) {
            *aspect *= compound(earlier, ago);
        }
        if school.extended.is_some_and(|years| years < ago) {
            aspects[3] *= BEFORE_EXTENSION;
        }
        Self {
            latest: school.pupils,
            aspects,
        }
    }

    /// The usual amount of an aspect times what a pupil of each stage needs of it.
    fn pupils(&self, aspect: usize) -> f64 {
        let primary = ASPECTS[0][aspect];
        let junior = ASPECTS[1][aspect] / ROOM[1];
        let usual = match self.latest {
            [_, 0.0, _] => primary,
            [0.0, ..] => junior,
            _ => primary.max(junior),
        };
        let room: f64 = self
            .latest
            .iter()
            .zip(ROOM)
            .map(|(pupils, room)| pupils * room)
            .sum();
        usual * room
    }

    fn of_aspect(&self, aspect: usize) -> f64 {
        self.aspects[aspect] * self.pupils(aspect)
    }
}

/// A whole number of people or rooms: never below what an adequate school has, and where a school
/// falls a little short, not by a whole person more.
fn whole(rich: f64, usual: f64) -> u32 {
    let exact = rich * usual;
    let floor = exact.floor();
    let short_of_a_little = rich >= 0.86 && floor < usual * 0.87;
    if rich >= 1.0 || short_of_a_little {
        exact.ceil() as u32
    } else {
        floor as u32
    }
}

/// A yearly factor over some years.
pub(crate) fn compound(factor: f64, years: u32) -> f64 {
    (0..years).fold(1.0, |product, _| product * factor)
}
