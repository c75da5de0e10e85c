//! Matters (事项): what somebody must do by a day, its moves, and the declarations that they began with.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::statement::{Columns as _, Conditions, Listed, Page, stored, values};
use crate::{Housekeeping, Reading, StoreError, Writing, digest_of};

/// A matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matter {
    pub id: i64,
    /// The kind's name, `填报`.
    pub kind: String,
    /// Which text of the kind's declaration it began with.
    pub kind_digest: String,
    pub organisation_id: i64,
    pub subject: String,
    pub state: String,
    pub due_on: Option<Date>,
    pub opened_at: Timestamp,
    /// When somebody of the organisation first opened it; `None` is never.
    pub first_seen_at: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
}

stored!(Matter {
    id,
    kind,
    kind_digest,
    organisation_id,
    subject,
    state,
    due_on,
    opened_at,
    first_seen_at,
    closed_at,
});

/// A matter to be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMatter {
    pub kind: String,
    /// From [`Writing::keep_kind`].
    pub kind_digest: String,
    pub organisation_id: i64,
    pub subject: String,
    pub state: String,
    pub due_on: Option<Date>,
}

/// A move of a matter; moves are only ever added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatterMove {
    pub id: i64,
    pub matter_id: i64,
    pub move_name: String,
    pub from_state: String,
    pub to_state: String,
    pub by_person: Option<i64>,
    pub at: Timestamp,
    pub remark: String,
    /// The fields that the move asked for.
    pub fields: serde_json::Value,
    /// The name of who moved it, as it is today.
    pub person: Option<String>,
}

stored!(MatterMove {
    id,
    matter_id,
    move_name,
    from_state,
    to_state,
    by_person,
    at,
    remark,
    fields,
    person,
});

/// A move to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMove {
    pub matter_id: i64,
    pub move_name: String,
    /// The state that the matter must be in.
    pub from_state: String,
    pub to_state: String,
    pub remark: String,
    pub fields: serde_json::Value,
    /// When the new state is an end.
    pub closes: bool,
    /// Another day on which the matter is due from now on; `None` leaves it.
    pub due_on: Option<Date>,
}

/// The declaration of a kind of matter, as running matters began with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatterKind {
    pub digest: String,
    pub name: String,
    /// The rulebook file's text.
    pub text: String,
}

stored!(MatterKind { digest, name, text });

/// Which matters are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MatterFilter {
    /// Of organisations in the subtree of this path.
    pub path: Option<String>,
    pub kinds: Option<Vec<String>>,
    pub states: Option<Vec<String>>,
    /// Due before this day.
    pub due_before: Option<Date>,
    /// Due on this day or later.
    pub due_from: Option<Date>,
    pub open_only: bool,
    pub never_seen_only: bool,
}

const MOVE_COLUMNS: &str = "m.id, m.matter_id, m.move_name, m.from_state, m.to_state, m.by_person, m.at, m.remark, \
     m.fields, p.name";
const MOVE_TABLES: &str = "matter_move m LEFT JOIN person p ON p.id = m.by_person";

impl Reading {
    /// # Errors
    /// When the database fails.
    pub async fn matter(&mut self, id: i64) -> Result<Option<Matter>, StoreError> {
        let by_id = Conditions::default().and("t.id = ?", values![id]);
        let found = self.of_table("matter", by_id, "t.id").await?;
        Ok(found.into_iter().next())
    }

    /// Matters, the earliest due first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn matters(
        &mut self,
        filter: &MatterFilter,
        page: Page,
    ) -> Result<Listed<Matter>, StoreError> {
        let mut conditions = Conditions::default()
            .and_within("o.path", filter.path.as_deref())
            .and_any_of("m.kind", filter.kinds.as_deref())
            .and_any_of("m.state", filter.states.as_deref())
            .and_some("m.due_on < ?", filter.due_before)
            .and_some("m.due_on >= ?", filter.due_from);
        if filter.open_only {
            conditions = conditions.and("m.closed_at IS NULL", Vec::new());
        }
        if filter.never_seen_only {
            conditions = conditions.and("m.first_seen_at IS NULL", Vec::new());
        }
        let from = "matter m JOIN organisation o ON o.id = m.organisation_id";
        let order = "COALESCE(m.due_on, '9999-12-31'), m.id";
        self.listed(&Matter::of("m"), from, conditions, order, page)
            .await
    }

    /// The moves of a matter, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn moves(&mut self, matter_id: i64) -> Result<Vec<MatterMove>, StoreError> {
        let text = format!(
            "SELECT {MOVE_COLUMNS} FROM {MOVE_TABLES} WHERE m.matter_id = $1 ORDER BY m.id"
        );
        self.rows(text, values![matter_id]).await
    }

    /// The moves of many matters by matter, oldest first; one question for all.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn moves_of(
        &mut self,
        matter_ids: &[i64],
    ) -> Result<BTreeMap<i64, Vec<MatterMove>>, StoreError> {
        let select = format!("SELECT {MOVE_COLUMNS} FROM {MOVE_TABLES}");
        let moves: Vec<MatterMove> = self
            .any_of(&select, "m.matter_id", matter_ids, "m.id")
            .await?;
        let mut by_matter: BTreeMap<i64, Vec<MatterMove>> = BTreeMap::new();
        for step in moves {
            by_matter.entry(step.matter_id).or_default().push(step);
        }
        Ok(by_matter)
    }

    /// The declaration with this digest.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn kind(&mut self, digest: &str) -> Result<Option<MatterKind>, StoreError> {
        let by_digest = Conditions::default().and("t.digest = ?", values![digest]);
        let found = self.of_table("matter_kind", by_digest, "t.digest").await?;
        Ok(found.into_iter().next())
    }
}

impl Writing {
    /// Keeps the text of a kind's declaration, once; answers its digest.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_kind(&mut self, name: &str, text: &str) -> Result<String, StoreError> {
        let digest = digest_of(text.as_bytes());
        let kept = "INSERT INTO matter_kind (digest, name, text) VALUES ($1, $2, $3) ON CONFLICT (digest) DO NOTHING";
        self.run(kept, values![&digest, name, text]).await?;
        Ok(digest)
    }

    /// Opens a matter.
    ///
    /// # Errors
    /// When the organisation or the kind is not known, or the database fails.
    pub async fn add_matter(&mut self, new: &NewMatter) -> Result<i64, StoreError> {
        let id = self.id();
        let row = vec![
            ("id", id.into()),
            ("kind", (&new.kind).into()),
            ("kind_digest", (&new.kind_digest).into()),
            ("organisation_id", new.organisation_id.into()),
            ("subject", (&new.subject).into()),
            ("state", (&new.state).into()),
            ("due_on", new.due_on.into()),
            ("opened_at", self.clerk().at.into()),
            ("first_seen_at", None::<Timestamp>.into()),
            ("closed_at", None::<Timestamp>.into()),
        ];
        self.insert("matter", row).await?;
        Ok(id)
    }

    /// Moves a matter, and adds the move to its history.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] when there is no such matter in the state that the move starts from, or the database fails.
    pub async fn move_matter(&mut self, new: &NewMove) -> Result<i64, StoreError> {
        let clerk = self.clerk();
        let closed_at = new.closes.then_some(clerk.at);
        let text = "UPDATE matter SET state = $1, closed_at = $2, due_on = COALESCE($3, due_on) \
             WHERE id = $4 AND state = $5";
        let to = values![
            &new.to_state,
            closed_at,
            new.due_on,
            new.matter_id,
            &new.from_state
        ];
        self.change("matter", new.matter_id, text, to).await?;
        let id = self.id();
        let row = vec![
            ("id", id.into()),
            ("matter_id", new.matter_id.into()),
            ("move_name", (&new.move_name).into()),
            ("from_state", (&new.from_state).into()),
            ("to_state", (&new.to_state).into()),
            ("by_person", clerk.person.into()),
            ("at", clerk.at.into()),
            ("remark", (&new.remark).into()),
            ("fields", (&new.fields).into()),
        ];
        self.insert("matter_move", row).await?;
        Ok(id)
    }
}

impl Housekeeping {
    /// Notes that somebody of the organisation opened a matter, if it is the first time.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn see_matter(&mut self, id: i64, at: Timestamp) -> Result<(), StoreError> {
        let text = "UPDATE matter SET first_seen_at = $1 WHERE id = $2 AND first_seen_at IS NULL";
        self.run(text, values![at, id]).await?;
        Ok(())
    }
}
