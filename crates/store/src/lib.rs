//! What do we know, who said so?
//!
//! Organisations, people, what they handed in, and the journal of who did what, in an SQLite file or a PostgreSQL
//! database, with evidence and snapshots as files beside it. Only this room knows SQL.
//!
//! Everything is read in a [`Reading`], one consistent view, and changed in a [`Writing`], which commits only when it
//! has been journaled. What needs no journal (sessions, a job's progress, when a page was first opened) goes through
//! [`Housekeeping`]. A `Writing` can do all that a `Housekeeping` can, and that all that a `Reading` can.
//!
//! Nothing that was reported is overwritten or deleted: register rows are temporal.

mod dialect;
mod digest;
mod error;
mod figures;
mod history;
mod journal;
mod keys;
mod matters;
mod organisations;
mod people;
mod periods;
mod registers;
mod rows;
mod sessions;
mod statement;
mod store;
mod stored_rows;
mod submissions;
mod tokens;
mod transaction;

pub use digest::{Digest, digest_of};
pub use error::StoreError;
pub use figures::{FiguresQuery, TYPED_IN_BROWSER};
pub use history::{CellChange, RowChange};
pub use journal::{Entry, JournalEntry, JournalFilter};
pub use keys::{KeyError, Keys};
pub use matters::{Matter, MatterFilter, MatterKind, MatterMove, NewMatter, NewMove};
pub use organisations::{NewOrganisation, Organisation, OrganisationFilter};
pub use people::{GrantFilter, NewPerson, Person, PersonFilter, RoleGrant};
pub use periods::{NewPeriod, Period, PeriodFilter};
pub use rows::{NewRevision, NewRow, Written};
pub use sessions::{NewSession, Session, SignInAttempts};
pub use statement::{Listed, Page};
pub use store::{Location, Store};
pub use stored_rows::StoredRow;
pub use submissions::{
    Burden, NewSource, Revision, Source, Submission, SubmissionCount, SubmissionFilter,
    SubmissionStatus,
};
pub use tokens::{NewToken, Token};
pub use transaction::{Clerk, Housekeeping, Reading, Writing};
