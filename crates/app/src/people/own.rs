//! One's own account: name, language, password.

use junheng_store::{Entry, Person};
use serde::Deserialize;
use serde_json::json;

use super::name_complaint;
use crate::actor::Credential;
use crate::{Actor, App, Failure, FieldError, secret, sign_in};

/// What is typed to change one's password.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct ChangePassword {
    pub current: String,
    pub new: String,
    /// The new one again, so that a slip of the finger locks nobody out.
    pub again: String,
}

impl App {
    /// Changes one's password and ends all other sessions.
    ///
    /// # Errors
    /// [`Failure::Invalid`] with every field that cannot be used; refused to tokens, and after too many wrong
    /// attempts.
    pub async fn change_password(
        &self,
        actor: &Actor,
        typed: &ChangePassword,
    ) -> Result<(), Failure> {
        let session = own_session(actor)?;
        let mut errors = Vec::new();
        if let Err(Failure::Invalid(wrong)) =
            secret::acceptable("new", &typed.new, &actor.sign_in_name)
        {
            errors.extend(wrong);
        } else if typed.new == typed.current {
            errors.push(FieldError::new(
                "new",
                "新密码不能和现在的一样。",
                "The new password must differ from the current one.",
            ));
        }
        if typed.new != typed.again {
            errors.push(FieldError::new(
                "again",
                "两次输入的新密码不一样。",
                "The two new passwords differ.",
            ));
        }
        if !errors.is_empty() {
            return Err(Failure::Invalid(errors));
        }
        self.prove_oneself(actor, "current", &typed.current).await?;
        let digest = self.password_digest(typed.new.clone()).await?;
        let mut writing = self.store.write(&self.clerk(actor)).await?;
        writing.set_password(actor.person, &digest, false).await?;
        let now = self.now();
        writing
            .revoke_sessions_of(actor.person, Some(session), now)
            .await?;
        writing
            .journal(Entry {
                verb: "own.password",
                organisation: place(actor),
                subject: format!("person/{}", actor.person),
                detail: json!({}),
            })
            .await?;
        writing.commit().await?;
        Ok(())
    }

    /// Changes what one is called.
    ///
    /// # Errors
    /// [`Failure::Invalid`] when the name cannot be used.
    pub async fn change_own_name(&self, actor: &Actor, name: &str) -> Result<(), Failure> {
        if let Some(error) = name_complaint(name) {
            return Err(Failure::Invalid(vec![error]));
        }
        let mut writing = self.store.write(&self.clerk(actor)).await?;
        let known = writing.person(actor.person).await?;
        let known = known.ok_or(Failure::NotFound)?;
        writing
            .change_person(actor.person, name.trim(), known.phone.as_deref())
            .await?;
        writing
            .journal(Entry {
                verb: "own.name",
                organisation: place(actor),
                subject: format!("person/{}", actor.person),
                detail: json!({ "before": { "name": known.name }, "name": name.trim() }),
            })
            .await?;
        writing.commit().await?;
        Ok(())
    }

    /// Remembers the language that one reads, for other devices.
    ///
    /// # Errors
    /// [`Failure::Invalid`] for another language than `zh` and `en`.
    pub async fn choose_language(&self, actor: &Actor, language: &str) -> Result<(), Failure> {
        if !["zh", "en"].contains(&language) {
            return Err(Failure::field(
                "language",
                "请选择中文或英文。",
                "Chinese or English.",
            ));
        }
        let mut keeping = self.store.housekeep().await?;
        keeping.set_language(actor.person, language).await?;
        keeping.commit().await?;
        Ok(())
    }

    /// One's own account.
    ///
    /// # Errors
    /// Only for failures of ours.
    pub async fn own_account(&self, actor: &Actor) -> Result<Person, Failure> {
        let mut reading = self.store.read().await?;
        reading.person(actor.person).await?.ok_or(Failure::NotFound)
    }

    /// Insists on the current password before something that a stolen session must not do. Wrong attempts count as
    /// attempts to sign in do.
    pub(crate) async fn prove_oneself(
        &self,
        actor: &Actor,
        field: &str,
        password: &str,
    ) -> Result<(), Failure> {
        let wrong = || Failure::field(field, "密码不对。", "The password is wrong.");
        let account = self.own_account(actor).await?;
        match self.prove(&account, password).await? {
            sign_in::Proof::Right => Ok(()),
            sign_in::Proof::Wrong => Err(wrong()),
            sign_in::Proof::Closed => Err(Failure::refused(
                "输错次数太多，请15分钟后再试。",
                "Too many wrong attempts; try again in 15 minutes.",
            )),
        }
    }
}

/// The digest of the session that asks.
///
/// # Errors
/// Refused to tokens: a program that was given one must not make itself at home.
pub(crate) fn own_session(actor: &Actor) -> Result<&str, Failure> {
    match &actor.by {
        Credential::Session { digest, .. } => Ok(digest),
        Credential::Token { .. } | Credential::Console => Err(Failure::refused(
            "账号的密码、验证码和令牌只能登录后修改，不能用令牌修改。",
            "Password, codes and tokens of an account are changed by whoever signed in, not with a token.",
        )),
    }
}

/// Under which organisation one's own doings are journaled.
pub(crate) fn place(actor: &Actor) -> Option<i64> {
    actor.grants.first().map(|grant| grant.organisation)
}
