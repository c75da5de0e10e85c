//! One school of a county, for those who may read no more than it.

use std::sync::Arc;

use junheng_store::Organisation;

use crate::judged::Judged;
use crate::{Action, Actor, App, Asked, Failure, kind};

impl App {
    /// The courses of the county to which a school belongs, for reading that school's figures: a school's own clerk
    /// may read them too. The county's figures are in the answer; a page shows the school's alone.
    ///
    /// # Errors
    /// [`Failure::NotFound`] for a school out of reach or of another county.
    pub async fn school_course(
        &self,
        actor: &Actor,
        asked: &Asked,
        code: &str,
    ) -> Result<Vec<Arc<Judged>>, Failure> {
        let mut reading = self.store.read().await?;
        let county = reading
            .organisation(asked.county)
            .await?
            .ok_or(Failure::NotFound)?;
        let school = reading.organisation_by_code(code).await?;
        let within = |school: &Organisation| school.path.starts_with(&county.path);
        let path = school
            .filter(within)
            .map_or_else(|| county.path.clone(), |school| school.path);
        actor.require(Action::ReadFindings, &path)?;
        self.course_of(reading, county, asked).await
    }

    /// The county and the code of a school.
    ///
    /// # Errors
    /// [`Failure::NotFound`] for a school out of reach, or for what is no school.
    pub async fn county_of_school(
        &self,
        actor: &Actor,
        school: i64,
    ) -> Result<(i64, String), Failure> {
        let mut reading = self.store.read().await?;
        let school = reading
            .organisation(school)
            .await?
            .filter(|found| found.kind == kind::SCHOOL)
            .ok_or(Failure::NotFound)?;
        actor.require(Action::ReadFindings, &school.path)?;
        let above = reading.organisations_above(&school.path).await?;
        let county = above.into_iter().rfind(|above| above.kind == kind::COUNTY);
        match (county, school.code) {
            (Some(county), Some(code)) => Ok((county.id, code)),
            _ => Err(Failure::NotFound),
        }
    }
}
