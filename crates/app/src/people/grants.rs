//! Granting roles and taking them back.

use junheng_store::Entry;
use serde_json::json;

use super::add::role_typed;
use super::known_person;
use crate::organisations::organisation_for;
use crate::{Action, Actor, App, Failure};

impl App {
    /// Grants a role on an organisation within one's own reach: never above it, never across.
    ///
    /// # Errors
    /// Refused for oneself and for a role that is there already; [`Failure::NotFound`] beyond one's reach.
    pub async fn grant_role(
        &self,
        actor: &Actor,
        person: i64,
        role: &str,
        organisation: i64,
    ) -> Result<(), Failure> {
        let mut writing = self.store.write(&self.clerk(actor)).await?;
        let place = organisation_for(&mut writing, actor, organisation, Action::KeepPeople).await?;
        let (person, grants, _) = known_person(&mut writing, actor, person).await?;
        let role = role_typed(role).map_err(|error| Failure::Invalid(vec![error]))?;
        if person.id == actor.person {
            return Err(Failure::refused(
                "不能给自己授予角色，请由另一位管理员办理。",
                "Nobody grants roles to himself; ask another administrator.",
            ));
        }
        let has_it = grants.iter().any(|grant| {
            grant.revoked_at.is_none() && grant.role == role && grant.organisation_id == place.id
        });
        if has_it {
            return Err(Failure::field(
                "role",
                format!("{}在{}已经是{}。", person.name, place.name, role.name()),
                format!(
                    "{} is {} of {} already.",
                    person.name,
                    role.english(),
                    place.name
                ),
            ));
        }
        writing.grant(person.id, role, place.id).await?;
        writing
            .journal(Entry {
                verb: "grant.add",
                organisation: Some(place.id),
                subject: format!("person/{}", person.id),
                detail: json!({ "name": person.name, "role": role.code(), "organisation": place.name }),
            })
            .await?;
        writing.commit().await?;
        Ok(())
    }

    /// Takes a role back. It stays known that it was granted.
    ///
    /// # Errors
    /// Refused for one's own roles; [`Failure::NotFound`] beyond one's reach and for a grant that is not in force.
    pub async fn revoke_role(&self, actor: &Actor, person: i64, grant: i64) -> Result<(), Failure> {
        let mut writing = self.store.write(&self.clerk(actor)).await?;
        let (person, grants, _) = known_person(&mut writing, actor, person).await?;
        let grant = grants
            .iter()
            .find(|known| known.id == grant && known.revoked_at.is_none())
            .filter(|known| actor.may(Action::KeepPeople, &known.path))
            .ok_or(Failure::NotFound)?;
        if person.id == actor.person {
            return Err(Failure::refused(
                "不能收回自己的角色，请由另一位管理员办理。",
                "Nobody takes his own roles back; ask another administrator.",
            ));
        }
        writing.revoke_grant(grant.id).await?;
        writing
            .journal(Entry {
                verb: "grant.revoke",
                organisation: Some(grant.organisation_id),
                subject: format!("person/{}", person.id),
                detail: json!({ "name": person.name, "role": grant.role.code(), "organisation": grant.organisation }),
            })
            .await?;
        writing.commit().await?;
        Ok(())
    }
}
