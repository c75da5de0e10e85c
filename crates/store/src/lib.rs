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

mod archive;
mod backup;
mod burden;
mod dialect;
mod digest;
mod entry;
mod error;
mod evidence;
mod exemptions;
mod figures;
mod files;
mod findings;
mod history;
mod job_state;
mod jobs;
mod journal;
mod keys;
mod matters;
mod names;
mod organisations;
mod people;
mod periods;
mod problems;
mod registers;
mod remarks;
mod reminders;
mod restore;
mod results;
mod rotation;
mod rows;
mod second_factor;
mod sessions;
mod snapshots;
mod statement;
mod store;
mod stored_rows;
mod submission_filter;
mod submissions;
mod tokens;
mod transaction;
mod verify;

pub use backup::BackedUp;
pub use burden::Burden;
pub use digest::{Digest, digest_of};
pub use entry::{Clerk, Entry};
pub use error::StoreError;
pub use evidence::{Evidence, EvidenceFilter, NewEvidence};
pub use exemptions::{Exemption, ExemptionFilter, NewExemption};
pub use figures::{FiguresQuery, TYPED_IN_BROWSER};
pub use files::{FileArea, KeptFile};
pub use findings::{FindingKey, KeptFinding, SnapshotFinding};
pub use history::{CellChange, RowChange};
pub use job_state::JobState;
pub use jobs::{Job, JobFilter, Kinds, NewJob};
pub use journal::{JournalEntry, JournalFilter};
pub use keys::{KeyError, Keys};
pub use matters::{Matter, MatterFilter, MatterKind, MatterMove, NewMatter, NewMove};
pub use organisations::{NewOrganisation, Organisation, OrganisationFilter};
pub use people::{GrantFilter, NewPerson, Person, PersonFilter, RoleGrant};
pub use periods::{NewPeriod, Period, PeriodFilter};
pub use problems::{NewProblem, Problem};
pub use remarks::{Justification, NewJustification, NewRemark, Remark};
pub use reminders::{NewReminder, Reminder};
pub use restore::Restored;
pub use rotation::Rotated;
pub use rows::{NewRevision, NewRow, Written};
pub use sessions::{NewSession, Session, SignInAttempts};
pub use snapshots::{FrozenSubmission, NewSnapshot, Snapshot, SnapshotFilter};
pub use statement::{Listed, Page};
pub use store::{Location, Store};
pub use stored_rows::StoredRow;
pub use submission_filter::SubmissionFilter;
pub use submissions::{NewSource, Revision, Source, Submission, SubmissionCount, SubmissionStatus};
pub use tokens::{NewToken, Token};
pub use transaction::{Housekeeping, Reading, Writing};
pub use verify::{JournalFault, JournalVerdict};
