//! Signing in and out, and recognising who asks.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use junheng_store::{Clerk, Entry, GrantFilter, NewSession, Person, Reading};
use serde_json::json;

use crate::actor::{Actor, Credential, Granted, Scope};
use crate::{App, Failure, secret};

/// A session ends after this long without a request.
const IDLE: SignedDuration = SignedDuration::from_hours(4);
/// A session ends after this long whatever happens.
const LONGEST: SignedDuration = SignedDuration::from_hours(14);
/// A request so soon after the last one is not noted, so that reading does not write.
const NOTED_EVERY: SignedDuration = SignedDuration::from_mins(5);
/// So many wrong attempts within [`WINDOW`] close a name for the rest of the window …
const WRONG_FOR_NAME: i64 = 8;
/// … and so many an address, behind which a whole school may sit.
const WRONG_FOR_ADDRESS: i64 = 60;
const WINDOW: SignedDuration = SignedDuration::from_mins(15);

/// What somebody typed to sign in.
#[derive(Clone, Default)]
pub struct SignIn {
    pub sign_in_name: String,
    pub password: String,
    /// The one-time code, for people who set up TOTP.
    pub code: Option<String>,
    /// Where the request came from, for throttling.
    pub address: String,
    /// What the browser calls itself, for the list of sessions.
    pub browser: String,
}

/// A session that has just begun.
#[derive(Clone)]
pub struct Session {
    /// To be handed to the browser and kept nowhere.
    pub secret: String,
    pub until: Timestamp,
    /// The language that the person reads, `zh` or `en`.
    pub language: String,
}

/// What came of typing the password again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Proof {
    Right,
    Wrong,
    /// Too many wrong attempts.
    Closed,
}

/// What came of an attempt to sign in.
pub enum SignedInOr {
    Session(Session),
    /// The name, the password or the code is wrong: which one is not said.
    Wrong,
    /// The password is right, and the one-time code is still to be typed.
    CodeNeeded,
    /// Too many wrong attempts; closed for so long.
    Closed(Duration),
}

impl App {
    /// Signs in with a password, and a one-time code where the person uses one.
    ///
    /// # Errors
    /// Only for failures of ours; what the person did wrong is in the answer.
    pub async fn sign_in(&self, typed: SignIn) -> Result<SignedInOr, Failure> {
        let now = self.now();
        let mut reading = self.store.read().await?;
        if is_closed(&mut reading, &typed.sign_in_name, &typed.address, now).await? {
            return Ok(SignedInOr::Closed(WINDOW.unsigned_abs()));
        }
        let person = reading
            .person_by_sign_in_name(&typed.sign_in_name)
            .await?
            .filter(|person| person.disabled_at.is_none());
        drop(reading);
        // An unknown name costs the same work as a known one, so that time does not tell them apart.
        let digest = match &person {
            Some(person) => person.password_hash.clone(),
            None => self.nobodys_digest.clone(),
        };
        let is_right = self
            .password_matches(typed.password.clone(), digest)
            .await?;
        let Some(person) = person.filter(|_| is_right) else {
            self.note_attempt(&typed, now, false).await?;
            return Ok(SignedInOr::Wrong);
        };
        if person.totp_secret.is_some() {
            let Some(code) = typed.code.as_deref().filter(|code| !code.is_empty()) else {
                return Ok(SignedInOr::CodeNeeded);
            };
            if !self.accept_code(&person, code, now).await? {
                self.note_attempt(&typed, now, false).await?;
                return Ok(SignedInOr::Wrong);
            }
        }
        self.note_attempt(&typed, now, true).await?;
        Ok(SignedInOr::Session(
            self.begin_session(&person, &typed, now).await?,
        ))
    }

    /// Whether the password is the person's, throttled like signing in.
    pub(crate) async fn prove(&self, person: &Person, password: &str) -> Result<Proof, Failure> {
        let now = self.now();
        let mut reading = self.store.read().await?;
        if is_closed(&mut reading, &person.sign_in_name, "", now).await? {
            return Ok(Proof::Closed);
        }
        drop(reading);
        let digest = person.password_hash.clone();
        if self.password_matches(password.to_owned(), digest).await? {
            return Ok(Proof::Right);
        }
        let attempt = SignIn {
            sign_in_name: person.sign_in_name.clone(),
            ..SignIn::default()
        };
        self.note_attempt(&attempt, now, false).await?;
        Ok(Proof::Wrong)
    }

    /// Ends a session. A secret that is unknown ends nothing.
    ///
    /// # Errors
    /// Only for failures of ours.
    pub async fn sign_out(&self, secret: &str) -> Result<(), Failure> {
        let mut keeping = self.store.housekeep().await?;
        keeping
            .revoke_session(&secret::digest_of(secret), self.now())
            .await?;
        keeping.commit().await?;
        Ok(())
    }

    /// Whoever holds this session's secret, while the session is good.
    ///
    /// # Errors
    /// Only for failures of ours.
    pub async fn actor_of_session(&self, secret: &str) -> Result<Option<Actor>, Failure> {
        let now = self.now();
        let digest = secret::digest_of(secret);
        let mut reading = self.store.read().await?;
        let Some(session) = reading.session(&digest).await? else {
            return Ok(None);
        };
        if session.revoked_at.is_some() || session.expires_at <= now {
            return Ok(None);
        }
        let by = Credential::Session {
            digest: digest.clone(),
            signed_in_at: session.created_at,
        };
        let actor = actor(&mut reading, session.person_id, by).await?;
        drop(reading);
        if actor.is_some() && now.duration_since(session.seen_at) >= NOTED_EVERY {
            let until = (now + IDLE).min(session.created_at + LONGEST);
            let mut keeping = self.store.housekeep().await?;
            keeping.touch_session(&digest, now, until).await?;
            keeping.commit().await?;
        }
        Ok(actor)
    }

    /// Whoever made this API token, while it is good.
    ///
    /// # Errors
    /// Only for failures of ours.
    pub async fn actor_of_token(&self, secret: &str) -> Result<Option<Actor>, Failure> {
        let now = self.now();
        let mut reading = self.store.read().await?;
        let Some(token) = reading.token(&secret::digest_of(secret)).await? else {
            return Ok(None);
        };
        let scope = Scope::of(&token.scope);
        let (Some(scope), None, true) = (scope, token.revoked_at, token.expires_at > now) else {
            return Ok(None);
        };
        let by = Credential::Token {
            id: token.id,
            scope,
        };
        let actor = actor(&mut reading, token.person_id, by).await?;
        drop(reading);
        let is_noted = token
            .used_at
            .is_some_and(|used| now.duration_since(used) < NOTED_EVERY);
        if actor.is_some() && !is_noted {
            let mut keeping = self.store.housekeep().await?;
            keeping.touch_token(token.id, now).await?;
            keeping.commit().await?;
        }
        Ok(actor)
    }

    /// A person as work in the background acts for him: with what is granted to him by now.
    pub(crate) async fn actor_of_person(&self, id: i64) -> Result<Option<Actor>, Failure> {
        actor(&mut self.store.read().await?, id, Credential::Console).await
    }

    /// A person for whom the command line acts, on the machine itself.
    ///
    /// # Errors
    /// [`Failure::NotFound`] when nobody signs in so.
    pub async fn actor_on_console(&self, sign_in_name: &str) -> Result<Actor, Failure> {
        let mut reading = self.store.read().await?;
        let person = reading.person_by_sign_in_name(sign_in_name).await?;
        let person = person.ok_or(Failure::NotFound)?;
        let actor = actor(&mut reading, person.id, Credential::Console).await?;
        actor.ok_or(Failure::NotFound)
    }

    async fn begin_session(
        &self,
        person: &Person,
        typed: &SignIn,
        now: Timestamp,
    ) -> Result<Session, Failure> {
        let secret = secret::new_secret()?;
        let until = now + IDLE;
        let clerk = Clerk {
            person: Some(person.id),
            at: now,
        };
        let mut writing = self.store.write(&clerk).await?;
        writing
            .add_session(&NewSession {
                digest: secret::digest_of(&secret),
                person_id: person.id,
                created_at: now,
                expires_at: until,
                address: typed.address.clone(),
                device: typed.browser.clone(),
            })
            .await?;
        let place = first_place(&mut writing, person.id).await?;
        writing
            .journal(Entry {
                verb: "sign-in",
                organisation: place,
                subject: format!("person/{}", person.id),
                detail: json!({ "address": typed.address }),
            })
            .await?;
        writing.commit().await?;
        Ok(Session {
            secret,
            until,
            language: person.language.clone(),
        })
    }

    async fn note_attempt(
        &self,
        typed: &SignIn,
        now: Timestamp,
        succeeded: bool,
    ) -> Result<(), Failure> {
        let mut keeping = self.store.housekeep().await?;
        keeping
            .add_sign_in_attempt(&typed.sign_in_name, &typed.address, now, succeeded)
            .await?;
        keeping.commit().await?;
        Ok(())
    }

    /// Passwords cost work on purpose, which must not hold up others.
    pub(crate) async fn password_digest(&self, password: String) -> Result<String, Failure> {
        let cost = self.cost;
        Ok(tokio::task::spawn_blocking(move || cost.digest(&password)).await??)
    }

    async fn password_matches(&self, password: String, digest: String) -> Result<bool, Failure> {
        let cost = self.cost;
        Ok(tokio::task::spawn_blocking(move || cost.matches(&password, &digest)).await??)
    }
}

/// Whether too many wrong passwords were typed for this name, or from this address.
async fn is_closed(
    reading: &mut Reading,
    sign_in_name: &str,
    address: &str,
    now: Timestamp,
) -> Result<bool, Failure> {
    let wrong = reading
        .sign_in_attempts(sign_in_name, address, now - WINDOW)
        .await?;
    Ok(wrong.failed_for_name >= WRONG_FOR_NAME || wrong.failed_from_address >= WRONG_FOR_ADDRESS)
}

/// The topmost organisation on which a person has a role: what he does to his account is journaled there.
pub(crate) async fn first_place(
    reading: &mut Reading,
    person_id: i64,
) -> Result<Option<i64>, Failure> {
    let filter = GrantFilter {
        person_id: Some(person_id),
        ..GrantFilter::default()
    };
    let grants = reading.grants(&filter).await?;
    Ok(grants.first().map(|grant| grant.organisation_id))
}

/// A person with what is granted, unless he can no longer sign in.
async fn actor(
    reading: &mut Reading,
    person_id: i64,
    by: Credential,
) -> Result<Option<Actor>, Failure> {
    let person = reading.person(person_id).await?;
    let Some(person) = person.filter(|person| person.disabled_at.is_none()) else {
        return Ok(None);
    };
    let filter = GrantFilter {
        person_id: Some(person_id),
        ..GrantFilter::default()
    };
    let grants = reading.grants(&filter).await?;
    Ok(Some(Actor {
        person: person.id,
        sign_in_name: person.sign_in_name,
        name: person.name,
        must_change_password: person.must_change,
        grants: grants
            .into_iter()
            .map(|grant| Granted {
                role: grant.role,
                organisation: grant.organisation_id,
                organisation_name: grant.organisation,
                path: grant.path,
            })
            .collect(),
        by,
    }))
}
