//! Where schools stand on the map, as they reported it.

use std::collections::HashMap;

use crate::judged::Judged;

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
        let mut places = HashMap::new();
        let tables = self.snapshot.table(SCHOOLS).map(|rows| rows.tables());
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
}
