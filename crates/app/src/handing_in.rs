//! Handing in (填报), the school's side: figures come in, are checked, explained, and submitted.

mod burden;
mod counties;
mod distribute;
mod entered;
mod exempt;
mod explain;
mod for_all;
mod grid;
mod keep;
mod list;
mod readiness;
mod refused_rows;
mod restore;
mod see;
mod submit;
mod template;
mod unmask;
mod upload;

pub use burden::{BurdenAsked, BurdenBy, Burdens};
pub(crate) use entered::key_of;
pub use exempt::AskExemption;
pub use explain::Explanation;
pub use for_all::{ForAll, ForAllResult, Skipped};
pub use grid::{SavedOrWrong, TypedGrid, TypedRow, WrongCell};
pub use keep::Kept;
pub use list::{HandInFilter, HandIns, only};
pub use refused_rows::Unmended;
pub use restore::{ChangedRow, CopiedLastYear};
pub use see::{Failing, HandIn, LastYear, MASK, ShownCell, ShownRow};
pub use upload::{Answer, Upload, Uploaded};
pub(crate) use upload::{fits, media_type};

pub use junheng_store::{
    Burden, CellChange, Exemption, Listed, MatterMove, Page, Problem, Remark, Revision, RowChange,
    SubmissionStatus,
};

use junheng_rulebook::Register;
use junheng_store::{Reading, SubmissionFilter};

use crate::{Action, Actor, App, Failure, Fault};

/// The most that an uploaded workbook may have.
pub const UPLOAD_LIMIT: usize = 20 << 20;

/// How figures came in, as revisions remember it.
pub mod way {
    pub const WORKBOOK: &str = "workbook";
    /// From a workbook that the county handed in for all.
    pub const FOR_ALL: &str = "for-all";
    pub const GRID: &str = "grid";
    pub const COPY: &str = "copy";
    pub const UNDO: &str = "undo";
    /// Rows of a file that could not be kept were given up.
    pub const GIVE_UP: &str = "give-up";
}

/// A hand-in in whose organisation the person may do this.
///
/// # Errors
/// [`Failure::NotFound`] when there is none that the person may know of, refused when he may not do it.
pub(crate) async fn reach(
    reading: &mut Reading,
    actor: &Actor,
    id: i64,
    action: Action,
) -> Result<SubmissionStatus, Failure> {
    let filter = SubmissionFilter {
        ids: Some(vec![id]),
        ..SubmissionFilter::default()
    };
    let found = reading.submissions(&filter, Page::first(1)).await?;
    let status = found.items.into_iter().next().ok_or(Failure::NotFound)?;
    actor.require(action, &status.path)?;
    Ok(status)
}

impl App {
    pub(crate) fn register(&self, name: &str) -> Result<&Register, Failure> {
        let unknown = Failure::Ours(Fault::Broken("a hand-in's register is not in the rulebook"));
        self.rulebook.register(name).ok_or(unknown)
    }

    /// Refuses changes to figures that are out of the organisation's hands.
    pub(crate) async fn require_editable(
        &self,
        reading: &mut Reading,
        status: &SubmissionStatus,
    ) -> Result<(), Failure> {
        let kind = self.kind_begun_with(reading, &status.kind_digest).await?;
        match kind.state(&status.state) {
            Some(state) if state.editable => Ok(()),
            _ => Err(Failure::refused(
                format!(
                    "“{}”现在{}，不能修改。还没审核的可以先撤回；已审核或冻结的请上级退回。",
                    status.register, status.state
                ),
                format!(
                    "`{}` cannot be changed as it stands ({}). Withdraw it, or have it given back.",
                    status.register, status.state
                ),
            )),
        }
    }
}
