//! One's own sessions: which are open, and ending them.

use junheng_store::{Entry, Session};
use serde_json::json;

use crate::actor::Credential;
use crate::people::place;
use crate::{Actor, App, Failure};

/// A session of one's own.
#[derive(Debug, Clone)]
pub struct OwnSession {
    pub session: Session,
    /// Whether it is the one that asks.
    pub is_this: bool,
}

impl App {
    /// One's open sessions, the last used first.
    ///
    /// # Errors
    /// Only for failures of ours.
    pub async fn own_sessions(&self, actor: &Actor) -> Result<Vec<OwnSession>, Failure> {
        let mut reading = self.store.read().await?;
        let sessions = reading.sessions_of(actor.person, self.now()).await?;
        let own = sessions.into_iter().map(|session| OwnSession {
            is_this: matches!(&actor.by, Credential::Session { digest, .. } if *digest == session.digest),
            session,
        });
        Ok(own.collect())
    }

    /// Ends one of one's own sessions, by the beginning of its digest as lists show it.
    ///
    /// # Errors
    /// [`Failure::NotFound`] when there is none.
    pub async fn end_own_session(&self, actor: &Actor, handle: &str) -> Result<(), Failure> {
        let own = self.own_sessions(actor).await?;
        let found = own
            .iter()
            .find(|own| session_handle(&own.session) == handle)
            .ok_or(Failure::NotFound)?;
        let mut writing = self.store.write(&self.clerk(actor)).await?;
        let now = self.now();
        writing.revoke_session(&found.session.digest, now).await?;
        writing
            .journal(Entry {
                verb: "own.end-session",
                organisation: place(actor),
                subject: format!("person/{}", actor.person),
                detail: json!({ "address": found.session.address }),
            })
            .await?;
        writing.commit().await?;
        Ok(())
    }
}

/// How many letters of a digest name a session on pages: the whole would be more than a page needs to know.
const HANDLE: usize = 16;

/// What a page calls a session by.
pub fn session_handle(session: &Session) -> &str {
    session.digest.get(..HANDLE).unwrap_or(&session.digest)
}
