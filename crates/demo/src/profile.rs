//! The kinds of school, and what is usual for each.

/// A kind of school, as people in the county speak of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// A primary school of the county town.
    CityPrimary,
    /// A private primary school of the county town.
    PrivatePrimary,
    /// A township's 中心小学.
    TownPrimary,
    VillagePrimary,
    /// A teaching point with fifty pupils and more.
    LargerPoint,
    /// A teaching point with a handful of pupils.
    SmallPoint,
    CityJunior,
    TownJunior,
    NineYear,
    /// A private school with all three stages.
    TwelveYear,
    /// Junior and senior secondary in one school.
    Complete,
    Special,
}

/// A county of forty-eight schools, in an order of which every beginning is a county too.
const MIX: [Kind; 48] = {
    use Kind::*;
    [
        TownPrimary,
        TownJunior,
        CityPrimary,
        VillagePrimary,
        NineYear,
        SmallPoint,
        CityJunior,
        TownPrimary,
        VillagePrimary,
        TownJunior,
        CityPrimary,
        LargerPoint,
        TownPrimary,
        Special,
        VillagePrimary,
        CityPrimary,
        TownJunior,
        TwelveYear,
        SmallPoint,
        TownPrimary,
        Complete,
        CityJunior,
        VillagePrimary,
        TownPrimary,
        CityPrimary,
        TownJunior,
        VillagePrimary,
        NineYear,
        TownPrimary,
        PrivatePrimary,
        SmallPoint,
        CityPrimary,
        TownJunior,
        VillagePrimary,
        TownPrimary,
        LargerPoint,
        VillagePrimary,
        CityPrimary,
        TownJunior,
        TownPrimary,
        CityJunior,
        VillagePrimary,
        NineYear,
        SmallPoint,
        TownPrimary,
        CityPrimary,
        TownJunior,
        VillagePrimary,
    ]
};

/// The kinds of so many schools.
pub(crate) fn kinds(schools: usize) -> impl Iterator<Item = Kind> {
    (0..schools).map(|number| match MIX[number % MIX.len()] {
        // A county has one special school, however large it is.
        Kind::Special if number >= MIX.len() => Kind::VillagePrimary,
        kind => kind,
    })
}

/// What is usual for a kind of school.
pub(crate) struct Profile {
    /// The official code of the type (办学类型).
    pub(crate) type_code: &'static str,
    /// The first two digits of the school's code.
    pub(crate) prefix: &'static str,
    /// Pupils a stage, lowest and highest; zero: no such stage.
    pub(crate) pupils: [(f64, f64); 3],
    /// How pupils grow a year.
    pub(crate) growth: f64,
    pub(crate) pupils_per_teacher: [f64; 2],
    /// Pupils a class where there is more than one class a grade.
    pub(crate) class_size: f64,
    /// How often such a school is well equipped in nearly everything.
    pub(crate) well_equipped: f64,
    /// What such schools lack first, by the order of [`crate::figures::ASPECTS`].
    pub(crate) weak: [usize; 3],
    /// How richly equipped such schools are beyond what is needed.
    pub(crate) surplus: f64,
}

impl Kind {
    /// Whether the school lies in the county town.
    pub(crate) fn in_town(self) -> bool {
        matches!(
            self,
            Kind::CityPrimary
                | Kind::PrivatePrimary
                | Kind::CityJunior
                | Kind::TwelveYear
                | Kind::Complete
                | Kind::Special
        )
    }

    /// Whether pupils are few because the village is.
    pub(crate) fn is_rural(self) -> bool {
        matches!(
            self,
            Kind::VillagePrimary | Kind::LargerPoint | Kind::SmallPoint
        )
    }

    pub(crate) fn is_private(self) -> bool {
        matches!(self, Kind::PrivatePrimary | Kind::TwelveYear)
    }

    /// What is usual for this kind.
    pub(crate) fn profile(self) -> Profile {
        let (type_code, prefix) = self.official_type();
        let (pupils, growth) = self.size();
        let (pupils_per_teacher, class_size) = self.staffing();
        let (well_equipped, weak, surplus) = self.equipment();
        Profile {
            type_code,
            prefix,
            pupils,
            growth,
            pupils_per_teacher,
            class_size,
            well_equipped,
            weak,
            surplus,
        }
    }

    fn official_type(self) -> (&'static str, &'static str) {
        match self {
            Kind::CityPrimary | Kind::PrivatePrimary | Kind::TownPrimary | Kind::VillagePrimary => {
                ("211", "21")
            }
            Kind::LargerPoint | Kind::SmallPoint => ("218", "21"),
            Kind::CityJunior | Kind::TownJunior => ("311", "31"),
            Kind::NineYear => ("312", "31"),
            Kind::TwelveYear => ("345", "34"),
            Kind::Complete => ("341", "34"),
            Kind::Special => ("514", "51"),
        }
    }

    fn size(self) -> ([(f64, f64); 3], f64) {
        const NONE: (f64, f64) = (0.0, 0.0);
        match self {
            Kind::CityPrimary => ([(1450.0, 2350.0), NONE, NONE], 0.025),
            Kind::PrivatePrimary => ([(560.0, 820.0), NONE, NONE], 0.01),
            Kind::TownPrimary => ([(620.0, 1250.0), NONE, NONE], -0.01),
            Kind::VillagePrimary => ([(105.0, 330.0), NONE, NONE], -0.06),
            Kind::LargerPoint => ([(52.0, 88.0), NONE, NONE], -0.05),
            Kind::SmallPoint => ([(9.0, 42.0), NONE, NONE], -0.10),
            Kind::CityJunior => ([NONE, (1650.0, 2150.0), NONE], 0.03),
            Kind::TownJunior => ([NONE, (620.0, 1050.0), NONE], 0.0),
            Kind::NineYear => ([(480.0, 760.0), (300.0, 520.0), NONE], -0.01),
            Kind::TwelveYear => ([(720.0, 960.0), (600.0, 820.0), (420.0, 600.0)], 0.02),
            Kind::Complete => ([NONE, (1200.0, 1650.0), (1900.0, 2500.0)], 0.02),
            Kind::Special => ([(70.0, 105.0), (32.0, 56.0), NONE], 0.02),
        }
    }

    fn staffing(self) -> ([f64; 2], f64) {
        match self {
            Kind::CityPrimary => ([17.8, 0.0], 43.5),
            Kind::PrivatePrimary => ([17.0, 0.0], 38.0),
            Kind::TownPrimary => ([16.4, 0.0], 40.0),
            Kind::VillagePrimary => ([11.5, 0.0], 34.0),
            Kind::LargerPoint => ([9.5, 0.0], 25.0),
            Kind::SmallPoint => ([7.0, 0.0], 15.0),
            Kind::CityJunior => ([0.0, 13.2], 48.0),
            Kind::TownJunior => ([0.0, 12.2], 45.0),
            Kind::NineYear => ([16.0, 12.0], 41.0),
            Kind::TwelveYear => ([16.0, 12.6], 42.0),
            Kind::Complete => ([0.0, 12.8], 47.0),
            Kind::Special => ([4.5, 4.5], 11.0),
        }
    }

    /// Aspects by number: 0 degrees, 1 backbone, 2 sport and art, 3 teaching rooms, 4 sports
    /// grounds, 5 equipment, 6 multimedia rooms.
    fn equipment(self) -> (f64, [usize; 3], f64) {
        match self {
            Kind::CityPrimary => (0.58, [4, 3, 6], 0.22),
            Kind::PrivatePrimary => (0.5, [1, 4, 2], 0.4),
            Kind::TownPrimary => (0.72, [2, 4, 5], 0.45),
            Kind::VillagePrimary => (0.52, [1, 2, 5], 0.95),
            Kind::LargerPoint => (0.5, [2, 1, 5], 0.9),
            Kind::SmallPoint => (0.2, [2, 1, 5], 1.1),
            Kind::CityJunior => (0.55, [4, 3, 6], 0.22),
            Kind::TownJunior => (0.72, [5, 4, 2], 0.5),
            Kind::NineYear => (0.6, [2, 4, 1], 0.5),
            Kind::TwelveYear => (0.6, [1, 4, 2], 0.4),
            Kind::Complete => (0.6, [4, 3, 1], 0.25),
            Kind::Special => (0.9, [1, 4, 2], 1.2),
        }
    }
}
