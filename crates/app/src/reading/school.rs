//! One school of a county, for those who may read no more than it.

use std::sync::Arc;

use super::choices::county_for_school;
use crate::judged::Judged;
use crate::{Action, Actor, App, Asked, Failure, kind};

impl App {
    /// What a school is called as an organisation; nothing for a code that no organisation of the county has.
    ///
    /// # Errors
    /// [`Failure::NotFound`] for a school out of reach.
    pub async fn school_name(
        &self,
        actor: &Actor,
        county: i64,
        code: &str,
    ) -> Result<Option<String>, Failure> {
        let mut reading = self.store.read().await?;
        let county = county_for_school(&mut reading, actor, county, code).await?;
        let school = reading.organisation_by_code(code).await?;
        let own = school.filter(|school| school.path.starts_with(&county.path));
        Ok(own
            .filter(|school| school.kind == kind::SCHOOL)
            .map(|school| school.name))
    }

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
        let county = county_for_school(&mut reading, actor, asked.county, code).await?;
        self.course_of(reading, county, asked).await
    }

    /// The county to which a school belongs, judged, for reading that school's figures.
    ///
    /// # Errors
    /// As [`App::school_course`].
    pub async fn judged_for_school(
        &self,
        actor: &Actor,
        asked: &Asked,
        code: &str,
    ) -> Result<Arc<Judged>, Failure> {
        let mut reading = self.store.read().await?;
        let county = county_for_school(&mut reading, actor, asked.county, code).await?;
        self.judge_county(reading, county, asked).await
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
