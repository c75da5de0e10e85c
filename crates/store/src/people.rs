//! People, and the roles that they have on organisations.

use jiff::Timestamp;
use junheng_model::Role;

use crate::rotation::cell_of;
use crate::statement::{
    Columns as _, Conditions, Found, Listed, Page, stored, subtree, values, within,
};
use crate::{Reading, StoreError, Writing};

/// Somebody who can sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub id: i64,
    pub sign_in_name: String,
    pub name: String,
    /// As argon2 writes it.
    pub password_hash: String,
    /// Enciphered in the database; `None` is unknown.
    pub phone: Option<String>,
    /// The secret of one-time passwords, enciphered in the database; `None` when they are not in use.
    pub totp_secret: Option<String>,
    /// `zh` or `en`.
    pub language: String,
    /// Whether the password must be changed at the next sign-in.
    pub must_change: bool,
    pub created_at: Timestamp,
    pub disabled_at: Option<Timestamp>,
}

stored!(Person {
    id,
    sign_in_name,
    name,
    password_hash,
    phone,
    totp_secret,
    language,
    must_change,
    created_at,
    disabled_at,
});

/// Somebody to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPerson {
    /// No two people share one.
    pub sign_in_name: String,
    pub name: String,
    pub password_hash: String,
    pub phone: Option<String>,
    pub language: String,
    pub must_change: bool,
}

/// Which people are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonFilter {
    /// Those with a grant in force in the subtree of this path.
    pub path: Option<String>,
    /// A part of the name or of the sign-in name.
    pub search: Option<String>,
    /// Whether a grant that was taken back counts as well.
    pub formerly_too: bool,
    /// Whether those who can no longer sign in are wanted too.
    pub disabled_too: bool,
}

/// A role that a person has, or had, on an organisation and all below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleGrant {
    pub id: i64,
    pub person_id: i64,
    pub role: Role,
    pub organisation_id: i64,
    pub granted_at: Timestamp,
    pub granted_by: Option<i64>,
    pub revoked_at: Option<Timestamp>,
    /// The organisation's path and name, so that a page and a check of rights need no other question.
    pub path: String,
    pub organisation: String,
    pub person: String,
}

stored!(RoleGrant {
    id,
    person_id,
    role,
    organisation_id,
    granted_at,
    granted_by,
    revoked_at,
    path,
    organisation,
    person,
});

/// Which grants are wanted; only those in force unless asked otherwise.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GrantFilter {
    pub person_id: Option<i64>,
    /// Only of these people.
    pub people: Option<Vec<i64>>,
    /// On organisations in the subtree of this path.
    pub path: Option<String>,
    /// On exactly this organisation.
    pub organisation_id: Option<i64>,
    pub roles: Option<Vec<Role>>,
    pub revoked_too: bool,
}

impl Reading {
    /// # Errors
    /// When the database fails, or a key is missing.
    pub async fn person(&mut self, id: i64) -> Result<Option<Person>, StoreError> {
        let by_id = Conditions::default().and("t.id = ?", values![id]);
        self.one_person(by_id).await
    }

    /// # Errors
    /// When the database fails, or a key is missing.
    pub async fn person_by_sign_in_name(
        &mut self,
        sign_in_name: &str,
    ) -> Result<Option<Person>, StoreError> {
        let by_name = Conditions::default().and("t.sign_in_name = ?", values![sign_in_name]);
        self.one_person(by_name).await
    }

    async fn one_person(&mut self, conditions: Conditions) -> Result<Option<Person>, StoreError> {
        let found = self.of_table("person", conditions, "t.id").await?;
        found
            .into_iter()
            .next()
            .map(|person| self.deciphered(person))
            .transpose()
    }

    fn deciphered(&self, mut person: Person) -> Result<Person, StoreError> {
        let keys = &self.store.keys;
        for (column, cell) in [
            ("phone", &mut person.phone),
            ("totp_secret", &mut person.totp_secret),
        ] {
            if let Some(sealed) = cell.take() {
                *cell = Some(keys.decipher(&cell_of("person", column, person.id), &sealed)?);
            }
        }
        Ok(person)
    }

    /// People by name.
    ///
    /// # Errors
    /// When the database fails, or a key is missing.
    pub async fn people(
        &mut self,
        filter: &PersonFilter,
        page: Page,
    ) -> Result<Listed<Person>, StoreError> {
        let mut conditions = Conditions::default();
        if let Some(path) = filter.path.as_deref() {
            let in_force = if filter.formerly_too {
                ""
            } else {
                "AND g.revoked_at IS NULL"
            };
            let exists = format!(
                "EXISTS (SELECT 1 FROM role_grant g JOIN organisation o ON o.id = g.organisation_id \
                 WHERE g.person_id = p.id {in_force} AND {})",
                within("o.path")
            );
            conditions = conditions.and(&exists, subtree(path));
        }
        let names = [
            ("p.name", Found::Anywhere),
            ("p.sign_in_name", Found::Anywhere),
        ];
        conditions = conditions.and_found(&names, filter.search.as_deref());
        if !filter.disabled_too {
            conditions = conditions.and("p.disabled_at IS NULL", Vec::new());
        }
        let columns = Person::of("p");
        let order = "p.name, p.id";
        let found = self
            .listed(&columns, "person p", conditions, order, page)
            .await?;
        let items: Result<Vec<Person>, StoreError> = found
            .items
            .into_iter()
            .map(|person| self.deciphered(person))
            .collect();
        Ok(Listed {
            items: items?,
            total: found.total,
        })
    }

    /// Grants, highest organisation first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn grants(&mut self, filter: &GrantFilter) -> Result<Vec<RoleGrant>, StoreError> {
        let mut conditions = Conditions::default()
            .and_some("g.person_id = ?", filter.person_id)
            .and_any_of("g.person_id", filter.people.as_deref())
            .and_some("g.organisation_id = ?", filter.organisation_id)
            .and_within("o.path", filter.path.as_deref())
            .and_any_of("g.role", filter.roles.as_deref());
        if !filter.revoked_too {
            conditions = conditions.and("g.revoked_at IS NULL", Vec::new());
        }
        let (condition, values) = conditions.into_parts();
        let text = format!(
            "SELECT g.id, g.person_id, g.role, g.organisation_id, g.granted_at, g.granted_by, g.revoked_at, \
             o.path, o.name, p.name FROM role_grant g JOIN organisation o ON o.id = g.organisation_id \
             JOIN person p ON p.id = g.person_id{condition} ORDER BY o.path, g.id"
        );
        self.rows(text, values).await
    }
}

impl Writing {
    /// Adds somebody.
    ///
    /// # Errors
    /// When the sign-in name is taken, or the database fails.
    pub async fn add_person(&mut self, new: &NewPerson) -> Result<i64, StoreError> {
        let id = self.id();
        let phone = self.sealed("phone", id, new.phone.as_deref())?;
        let row = vec![
            ("id", id.into()),
            ("sign_in_name", (&new.sign_in_name).into()),
            ("name", (&new.name).into()),
            ("password_hash", (&new.password_hash).into()),
            ("phone", phone.into()),
            ("totp_secret", None::<String>.into()),
            ("language", (&new.language).into()),
            ("must_change", new.must_change.into()),
            ("created_at", self.clerk().at.into()),
            ("disabled_at", None::<Timestamp>.into()),
        ];
        self.insert("person", row).await?;
        Ok(id)
    }

    fn sealed(
        &self,
        column: &str,
        id: i64,
        plain: Option<&str>,
    ) -> Result<Option<String>, StoreError> {
        let place = cell_of("person", column, id);
        let sealed = plain.map(|plain| self.store.keys.encipher(&place, plain));
        Ok(sealed.transpose()?)
    }

    /// Changes what a person is called and how he is reached.
    ///
    /// # Errors
    /// When there is none, or the database fails.
    pub async fn change_person(
        &mut self,
        id: i64,
        name: &str,
        phone: Option<&str>,
    ) -> Result<(), StoreError> {
        let phone = self.sealed("phone", id, phone)?;
        let text = "UPDATE person SET name = $1, phone = $2 WHERE id = $3";
        self.change("person", id, text, values![name, phone, id])
            .await
    }

    /// Sets a password's hash, and whether it must be changed at the next sign-in.
    ///
    /// # Errors
    /// When there is no such person, or the database fails.
    pub async fn set_password(
        &mut self,
        id: i64,
        password_hash: &str,
        must_change: bool,
    ) -> Result<(), StoreError> {
        let text = "UPDATE person SET password_hash = $1, must_change = $2 WHERE id = $3";
        self.change("person", id, text, values![password_hash, must_change, id])
            .await
    }

    /// Sets or takes away the secret of one-time passwords.
    ///
    /// # Errors
    /// When there is no such person, or the database fails.
    pub async fn set_totp_secret(
        &mut self,
        id: i64,
        secret: Option<&str>,
    ) -> Result<(), StoreError> {
        let sealed = self.sealed("totp_secret", id, secret)?;
        let text = "UPDATE person SET totp_secret = $1 WHERE id = $2";
        self.change("person", id, text, values![sealed, id]).await
    }

    /// Lets a person sign in no longer (an instant), or again (`None`).
    ///
    /// # Errors
    /// When there is no such person, or the database fails.
    pub async fn set_disabled(
        &mut self,
        id: i64,
        disabled_at: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        let text = "UPDATE person SET disabled_at = $1 WHERE id = $2";
        self.change("person", id, text, values![disabled_at, id])
            .await
    }

    /// Grants a role on an organisation and all below it.
    ///
    /// # Errors
    /// When there is no such person or organisation, or the database fails.
    pub async fn grant(
        &mut self,
        person_id: i64,
        role: Role,
        organisation_id: i64,
    ) -> Result<i64, StoreError> {
        let id = self.id();
        let clerk = self.clerk();
        let row = vec![
            ("id", id.into()),
            ("person_id", person_id.into()),
            ("role", role.into()),
            ("organisation_id", organisation_id.into()),
            ("granted_at", clerk.at.into()),
            ("granted_by", clerk.person.into()),
            ("revoked_at", None::<Timestamp>.into()),
        ];
        self.insert("role_grant", row).await?;
        Ok(id)
    }

    /// Takes a grant back; it stays known.
    ///
    /// # Errors
    /// When there is no such grant in force, or the database fails.
    pub async fn revoke_grant(&mut self, id: i64) -> Result<(), StoreError> {
        let text = "UPDATE role_grant SET revoked_at = $1 WHERE id = $2 AND revoked_at IS NULL";
        let at = self.clerk().at;
        self.change("grant", id, text, values![at, id]).await
    }
}

impl crate::Housekeeping {
    /// Remembers the language that somebody switched to.
    ///
    /// # Errors
    /// When there is no such person, or the database fails.
    pub async fn set_language(&mut self, id: i64, language: &str) -> Result<(), StoreError> {
        let text = "UPDATE person SET language = $1 WHERE id = $2";
        self.change("person", id, text, values![language, id]).await
    }
}
