//! Who may do what, in what order?
//!
//! A file per verb, and each verb has the same outline: may they? load, decide, save, journal. Pages, API and
//! command line call the same verbs. What is decided without looking anything up stands in pure functions with
//! tables of examples beside them.

mod actor;
pub mod checked;
mod clock;
mod failure;
mod found;
pub mod freezing;
mod frozen;
pub mod handing_in;
pub mod jobs;
mod journal;
mod judged;
mod kept;
pub mod kind;
#[cfg(test)]
mod made_up;
mod moving;
mod organisations;
mod people;
pub mod periods;
mod place;
mod progress;
mod reading;
pub mod reviewing;
mod rights;
mod secret;
mod sessions;
mod set_up;
mod sign_in;
pub mod today;
mod tokens;
mod totp;
mod upkeep;
mod waiting;

pub use actor::{Actor, Credential, Granted, Scope};
pub use clock::{Clock, local};
pub use failure::{Failure, Fault, FieldError};
pub use found::{Found, FoundOrganisation, FoundPerson, Founding};
pub use journal::{JournalAsked, JournalRead, MOST_EXPORTED, NamedEntry, VERBS};
pub use judged::{Asked, Judged, Version};
pub use junheng_store::{BackedUp, JournalFault, JournalVerdict, Restored, Rotated};
pub use junheng_store::{Person, RoleGrant, Token};
pub use moving::{HAND_IN, step};
pub use organisations::{
    AddOrganisation, ChangeOrganisation, IMPORT_HEADINGS, OrganisationImport, OrganisationsAsked,
    OrganisationsKept, topmost,
};
pub use people::{
    Account, Accounts, AddPerson, ChangePassword, ChangePerson, Contact, Invited, OpenAccounts,
    PeopleAsked, PeopleKept, PersonKept, PersonWithGrants,
};
pub use place::{OpenError, Place};
pub use progress::Progress;
pub use reading::{
    Changed, Choices, CountyStanding, Due, FigureChange, ReportFile, ReportForm, SchoolDue,
    SchoolPlace, Standings, Supposed, Tallied, WHAT_IF_REGISTER, YearStanding,
};
pub use rights::{Action, TABLE as RIGHTS, allows};
pub use secret::PasswordCost;
pub use sessions::{OwnSession, session_handle};
pub use set_up::SetUp;
pub use sign_in::{Session, SignIn, SignedInOr};
pub use tokens::{MadeToken, MakeToken};
pub use totp::{BeginTotp, NewTotp};
pub use waiting::Waiting;

/// What the store keeps, as verbs answer it.
pub use junheng_store::{
    Evidence, Exemption, Organisation, Period, Reminder, SubmissionCount, SubmissionStatus,
};

use std::ops::Deref;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use junheng_assess::Engine;
use junheng_rulebook::Rulebook;
use junheng_store::Store;

/// Everything that verbs work with. Clones share it.
#[derive(Clone)]
pub struct App(Arc<House>);

/// What an [`App`] holds.
pub struct House {
    pub(crate) store: Store,
    pub(crate) rulebook: Arc<Rulebook>,
    pub(crate) engine: Arc<Engine>,
    pub(crate) clock: Clock,
    pub(crate) cost: PasswordCost,
    /// A digest that no password has: signing in with an unknown name takes as long as with a known one.
    pub(crate) nobodys_digest: String,
    pub(crate) judged: judged::JudgedCache,
    pub(crate) kinds: moving::KindsBegunWith,
    pub(crate) frozen: frozen::FrozenCache,
    pub(crate) checked: checked::CheckedCache,
    pub(crate) jobs: jobs::Jobs,
    pub(crate) handovers: people::Handovers,
    pub(crate) waiting: waiting::WaitingCache,
    pub(crate) county_places: reading::CountyPlaces,
    pub(crate) prepared: reading::PreparedCounties,
}

impl Deref for App {
    type Target = House;

    fn deref(&self) -> &House {
        &self.0
    }
}

impl App {
    pub(crate) fn of(house: House) -> Self {
        Self(Arc::new(house))
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Today in China.
    pub fn today(&self) -> Date {
        self.clock.today()
    }

    pub fn rulebook(&self) -> &Arc<Rulebook> {
        &self.rulebook
    }
}

/// A number for a failure of ours, that a visitor can quote and the log is searched for.
pub fn incident_number() -> String {
    secret::random::<6>().map_or_else(|_| "000000000000".to_owned(), hex::encode)
}
