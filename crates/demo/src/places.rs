//! Where the made-up schools stand. Drawn from their names and not from the dice, so that a map changes no other
//! figure.

use crate::county::School;

/// The counties' middles, degrees east and north.
const MIDDLES: [(f64, f64); 2] = [(112.36, 30.42), (112.86, 30.63)];
/// How far townships lie from the middle, and schools from their township's, in degrees.
const COUNTY_RADIUS: f64 = 0.19;
const TOWNSHIP_RADIUS: f64 = 0.035;
/// One school of so many has not said where it stands.
const SILENT: u64 = 11;

/// Degrees east and north in thousandths, as surveyors of a school would write them; nothing for one that did not.
pub(crate) fn of(county: &str, school: &School) -> Option<(f64, f64)> {
    let seed = number(&school.code);
    if seed.is_multiple_of(SILENT) {
        return None;
    }
    let middle = if county == crate::NEIGHBOUR {
        MIDDLES[1]
    } else {
        MIDDLES[0]
    };
    let township = off(middle, number(&school.township), COUNTY_RADIUS);
    let (east, north) = off(township, seed, TOWNSHIP_RADIUS);
    let thousandths = |degrees: f64| (degrees * 1_000.0).round() / 1_000.0;
    Some((thousandths(east), thousandths(north)))
}

/// A point within the radius, as the seed says.
fn off(middle: (f64, f64), seed: u64, radius: f64) -> (f64, f64) {
    let part = |bits: u64| (bits % 1_000) as f64 / 1_000.0;
    let angle = part(seed) * std::f64::consts::TAU;
    let far = radius * part(seed / 1_000).sqrt();
    (middle.0 + far * angle.cos(), middle.1 + far * angle.sin())
}

/// A number that looks drawn and is the same for the same text.
fn number(text: &str) -> u64 {
    let mixed = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |mixed, byte| {
        (mixed ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    mixed >> 16
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::county::County;

    #[test]
    fn schools_stand_in_their_county_and_some_do_not_say_where() {
        let county = County::draw(crate::COUNTY, 48, 1);
        let places: Vec<_> = county
            .schools
            .iter()
            .map(|school| of(&county.name, school))
            .collect();
        assert!(places.iter().any(Option::is_none), "some are silent");
        let told: Vec<(f64, f64)> = places.into_iter().flatten().collect();
        assert!(told.len() > 40, "{}", told.len());
        for (east, north) in &told {
            let far = (east - MIDDLES[0].0).hypot(north - MIDDLES[0].1);
            assert!(
                far < COUNTY_RADIUS + TOWNSHIP_RADIUS + 0.001,
                "{east} {north}"
            );
        }
    }
}
