//! The first run: an empty store becomes a county with an administrator.

use junheng_model::Role;
use junheng_store::{
    Clerk, Entry, NewOrganisation, NewPerson, Page, PersonFilter, Reading, StoreError,
};
use serde::Deserialize;
use serde_json::json;

use crate::{App, Failure, FieldError, kind, secret};

/// The digits of a county's division code.
const COUNTY_CODE_DIGITS: usize = 6;

/// What is asked for at the first run.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct SetUp {
    /// As it stands in the column 区县 of the data.
    pub county_name: String,
    /// The county's division code.
    pub county_code: String,
    /// The administrator.
    pub name: String,
    pub sign_in_name: String,
    pub password: String,
}

impl App {
    /// Whether nobody is in the store yet, so that it has to be set up.
    ///
    /// # Errors
    /// Only for failures of ours.
    pub async fn is_empty(&self) -> Result<bool, Failure> {
        Ok(nobody_is_in(&mut self.store.read().await?).await?)
    }

    /// Makes the county and its administrator, who may keep organisations, people and periods.
    ///
    /// # Errors
    /// [`Failure::Invalid`] with every field that cannot be used; refused once there is somebody.
    pub async fn set_up(&self, typed: &SetUp) -> Result<(), Failure> {
        complaints(typed)?;
        let password_hash = self.password_digest(typed.password.clone()).await?;
        let now = self.now();
        let clerk = Clerk {
            person: None,
            at: now,
        };
        let mut writing = self.store.write(&clerk).await?;
        if !nobody_is_in(&mut writing).await? {
            return Err(Failure::refused(
                "系统已经设置过。",
                "The system has been set up already.",
            ));
        }
        let county = writing
            .add_organisation(&NewOrganisation {
                parent_id: None,
                kind: kind::COUNTY.to_owned(),
                name: typed.county_name.trim().to_owned(),
                code: Some(typed.county_code.trim().to_owned()),
            })
            .await?;
        let person = writing
            .add_person(&NewPerson {
                sign_in_name: typed.sign_in_name.trim().to_owned(),
                name: typed.name.trim().to_owned(),
                password_hash,
                phone: None,
                language: "zh".to_owned(),
                must_change: false,
            })
            .await?;
        for role in [Role::Administrator, Role::CreationOffice] {
            writing.grant(person, role, county.id).await?;
        }
        writing
            .journal(Entry {
                verb: "set-up",
                organisation: Some(county.id),
                subject: format!("organisation/{}", county.id),
                detail: json!({ "county": typed.county_name, "administrator": typed.sign_in_name }),
            })
            .await?;
        writing.commit().await?;
        Ok(())
    }
}

pub(crate) async fn nobody_is_in(reading: &mut Reading) -> Result<bool, StoreError> {
    let anybody = PersonFilter {
        disabled_too: true,
        ..PersonFilter::default()
    };
    Ok(reading.people(&anybody, Page::first(1)).await?.total == 0)
}

/// Everything that is wrong with what was typed.
fn complaints(typed: &SetUp) -> Result<(), Failure> {
    let mut errors = Vec::new();
    let filled = [("county_name", &typed.county_name), ("name", &typed.name)];
    for (field, value) in filled {
        if value.trim().is_empty() {
            errors.push(FieldError::new(field, "请填写。", "Please fill in."));
        }
    }
    let code = typed.county_code.trim();
    if code.len() != COUNTY_CODE_DIGITS || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        errors.push(FieldError::new(
            "county_code",
            "应为6位数字，例如 510000 这样的代码。",
            "Six digits are expected.",
        ));
    }
    errors.extend(crate::people::sign_in_name_complaint(
        "sign_in_name",
        &typed.sign_in_name,
    ));
    if let Err(Failure::Invalid(of_password)) =
        secret::acceptable("password", &typed.password, typed.sign_in_name.trim())
    {
        errors.extend(of_password);
    }
    if errors.is_empty() {
        Ok(())
    } else {
        Err(Failure::Invalid(errors))
    }
}
