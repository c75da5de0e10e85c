//! Where schools stand on the map, as they reported it.

use std::collections::HashMap;

use junheng_assess::Snapshot;

use crate::judged::Judged;
use crate::kept::ByDigest;
use crate::{App, Failure};

/// The register of schools and the columns in which a school says where it stands.
const SCHOOLS: &str = "学校";
const CODE: &str = "学校标识码";
const LONGITUDE: &str = "经度";
const LATITUDE: &str = "纬度";

/// Degrees east and north.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SchoolPlace {
    pub longitude: f64,
    pub latitude: f64,
}

impl Judged {
    /// Where each school stands, by its code; schools that did not say so are absent.
    pub fn school_places(&self) -> HashMap<String, SchoolPlace> {
        places_in(&self.snapshot)
    }
}

/// The middle of each frozen version's schools, by its digest; nothing where none said where it stands. A frozen
/// version never changes, so it is read once.
pub(crate) type CountyPlaces = ByDigest<Option<SchoolPlace>>;

impl App {
    /// Where a county lies, as the schools of a frozen version say.
    pub(crate) async fn county_place(&self, digest: &str) -> Result<Option<SchoolPlace>, Failure> {
        if let Some(known) = self.county_places.known(digest) {
            return Ok(known);
        }
        let figures = self.frozen_figures(digest).await?;
        let place = tokio::task::spawn_blocking(move || middle(&places_in(&figures))).await?;
        Ok(self.county_places.keep(digest, place))
    }
}

/// The mean of where schools stand.
#[expect(
    clippy::cast_precision_loss,
    reason = "a county has thousands of schools at most"
)]
fn middle(places: &HashMap<String, SchoolPlace>) -> Option<SchoolPlace> {
    let many = places.len() as f64;
    let mean = |of: fn(&SchoolPlace) -> f64| places.values().map(of).sum::<f64>() / many;
    (!places.is_empty()).then(|| SchoolPlace {
        longitude: mean(|place| place.longitude),
        latitude: mean(|place| place.latitude),
    })
}

fn places_in(snapshot: &Snapshot) -> HashMap<String, SchoolPlace> {
    let mut places = HashMap::new();
    let tables = snapshot.table(SCHOOLS).map(|rows| rows.tables());
    for table in tables.unwrap_or_default() {
        let columns = (
            table.texts(CODE),
            table.quantities(LONGITUDE),
            table.quantities(LATITUDE),
        );
        let (Some(codes), Some(east), Some(north)) = columns else {
            continue;
        };
        for (row, code) in codes.iter().enumerate() {
            if let (Some(code), Some(east), Some(north)) = (code, east[row], north[row]) {
                let place = SchoolPlace {
                    longitude: east.to_f64(),
                    latitude: north.to_f64(),
                };
                places.insert(code.to_string(), place);
            }
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_county_lies_in_the_middle_of_its_schools() {
        let at = |longitude, latitude| SchoolPlace {
            longitude,
            latitude,
        };
        let places = HashMap::from([
            ("1".to_owned(), at(112.0, 30.0)),
            ("2".to_owned(), at(113.0, 30.5)),
        ]);
        assert_eq!(middle(&places), Some(at(112.5, 30.25)));
        assert_eq!(middle(&HashMap::new()), None);
    }
}
