//! Tokens with which programs act for a person.

use jiff::{SignedDuration, Timestamp};
use junheng_store::{Entry, NewToken, Token};
use serde::Deserialize;
use serde_json::json;

use crate::people::{own_session, place};
use crate::{Actor, App, Failure, FieldError, Scope, secret};

/// A token is good for a year at most: what nobody renews nobody needs.
const MOST_DAYS: i64 = 366;
/// Good tokens of one person.
const MOST_TOKENS: usize = 20;
const LONGEST_LABEL: usize = 60;

/// What is typed to make a token.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct MakeToken {
    /// What it is for.
    pub label: String,
    /// A [`Scope`]'s code.
    pub scope: String,
    /// For how many days it is good.
    pub days: i64,
}

/// A token that was just made. Its secret is told once and kept nowhere.
pub struct MadeToken {
    pub id: i64,
    pub label: String,
    pub secret: String,
    pub expires_at: Timestamp,
}

impl App {
    /// One's own tokens, the newest first, those that are no longer good included.
    ///
    /// # Errors
    /// Only for failures of ours.
    pub async fn own_tokens(&self, actor: &Actor) -> Result<Vec<Token>, Failure> {
        let mut reading = self.store.read().await?;
        Ok(reading.tokens_of(actor.person).await?)
    }

    /// Makes a token that may do what one may do oneself, or only read it.
    ///
    /// # Errors
    /// [`Failure::Invalid`] with every field that cannot be used; refused to tokens.
    pub async fn make_token(&self, actor: &Actor, typed: &MakeToken) -> Result<MadeToken, Failure> {
        own_session(actor)?;
        let scope = complaints(typed)?;
        let now = self.now();
        let expires_at = now + SignedDuration::from_hours(24 * typed.days);
        let secret = secret::new_secret()?;
        let mut writing = self.store.write(&self.clerk(actor)).await?;
        let known = writing.tokens_of(actor.person).await?;
        let good = known
            .iter()
            .filter(|token| token.revoked_at.is_none() && token.expires_at > now);
        if good.count() >= MOST_TOKENS {
            return Err(Failure::refused(
                format!("已有{MOST_TOKENS}个有效令牌，请先收回不用的。"),
                format!("There are {MOST_TOKENS} good tokens already; revoke some first."),
            ));
        }
        let label = typed.label.trim();
        let id = writing
            .add_token(&NewToken {
                digest: secret::digest_of(&secret),
                person_id: actor.person,
                label: label.to_owned(),
                scope: scope.code().to_owned(),
                expires_at,
            })
            .await?;
        writing
            .journal(Entry {
                verb: "token.make",
                organisation: place(actor),
                subject: format!("token/{id}"),
                detail: json!({ "label": label, "scope": scope.code(), "expires_at": expires_at.to_string() }),
            })
            .await?;
        writing.commit().await?;
        Ok(MadeToken {
            id,
            label: label.to_owned(),
            secret,
            expires_at,
        })
    }

    /// Takes one of one's own tokens back.
    ///
    /// # Errors
    /// [`Failure::NotFound`] when one has no such token in force.
    pub async fn revoke_token(&self, actor: &Actor, id: i64) -> Result<(), Failure> {
        let mut writing = self.store.write(&self.clerk(actor)).await?;
        let known = writing.tokens_of(actor.person).await?;
        let token = known
            .iter()
            .find(|token| token.id == id && token.revoked_at.is_none())
            .ok_or(Failure::NotFound)?;
        writing.revoke_token(id, actor.person).await?;
        writing
            .journal(Entry {
                verb: "token.revoke",
                organisation: place(actor),
                subject: format!("token/{id}"),
                detail: json!({ "label": token.label }),
            })
            .await?;
        writing.commit().await?;
        Ok(())
    }
}

/// The scope that was typed, or everything that is wrong.
fn complaints(typed: &MakeToken) -> Result<Scope, Failure> {
    let mut errors = Vec::new();
    if !(1..=LONGEST_LABEL).contains(&typed.label.trim().chars().count()) {
        errors.push(FieldError::new(
            "label",
            format!("请写明用途，至多{LONGEST_LABEL}个字。"),
            format!("Say what it is for in at most {LONGEST_LABEL} letters."),
        ));
    }
    if !(1..=MOST_DAYS).contains(&typed.days) {
        errors.push(FieldError::new(
            "days",
            format!("应为1至{MOST_DAYS}天。"),
            format!("1 to {MOST_DAYS} days."),
        ));
    }
    let scope = Scope::of(&typed.scope);
    if scope.is_none() {
        errors.push(FieldError::new(
            "scope",
            "请选择只读或读写。",
            "Choose between read and read-and-write.",
        ));
    }
    scope
        .filter(|_| errors.is_empty())
        .ok_or(Failure::Invalid(errors))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_has_a_purpose_a_scope_and_an_end() {
        let typed = |label: &str, scope: &str, days| MakeToken {
            label: label.to_owned(),
            scope: scope.to_owned(),
            days,
        };
        assert_eq!(
            complaints(&typed("报表", "read", 30)).ok(),
            Some(Scope::Read)
        );
        let Err(Failure::Invalid(errors)) = complaints(&typed(" ", "all", 0)) else {
            panic!("three fields are wrong")
        };
        assert_eq!(errors.len(), 3);
        assert!(complaints(&typed("报表", "read-and-write", 4000)).is_err());
    }
}
