//! What may be asked to hold before a move.

use junheng_model::Wording;

/// A condition that a declaration may name. The list is closed because the program must know how to find out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Condition {
    /// No row was refused when the file was read, or each refused row was mended since.
    EveryRowUsed,
    /// Each failed check of severity `error` was exempted.
    HardChecksPassOrExempt,
    /// Each failed check of severity `warning` has a word of explanation.
    SoftChecksExplained,
    /// Each failed check against last year's figures has a word of explanation.
    ChangesExplained,
    /// The subject is in no snapshot that still stands.
    NotFrozen,
    /// Whoever moves the matter is not the one who last handed it over: see [`MatterKind::hands_over`].
    ///
    /// [`MatterKind::hands_over`]: crate::MatterKind::hands_over
    ReviewerIsNotSubmitter,
}

impl Condition {
    pub const ALL: [Condition; 6] = [
        Condition::EveryRowUsed,
        Condition::HardChecksPassOrExempt,
        Condition::SoftChecksExplained,
        Condition::ChangesExplained,
        Condition::NotFrozen,
        Condition::ReviewerIsNotSubmitter,
    ];

    /// The name in declarations.
    pub const fn code(self) -> &'static str {
        match self {
            Condition::EveryRowUsed => "every_row_used",
            Condition::HardChecksPassOrExempt => "hard_checks_pass_or_exempt",
            Condition::SoftChecksExplained => "soft_checks_explained",
            Condition::ChangesExplained => "changes_explained",
            Condition::NotFrozen => "not_frozen",
            Condition::ReviewerIsNotSubmitter => "reviewer_is_not_submitter",
        }
    }

    /// Whether it can be asked of matters that are not about a submission.
    pub const fn fits_any_subject(self) -> bool {
        matches!(self, Condition::ReviewerIsNotSubmitter)
    }

    /// What it asks, as a reader would say it.
    pub fn wording(self) -> Wording {
        let (zh, en) = match self {
            Condition::EveryRowUsed => ("没有未改好的退回行", "no row stands refused"),
            Condition::HardChecksPassOrExempt => (
                "硬性校验都通过或已获豁免",
                "every hard check passes or is exempted",
            ),
            Condition::SoftChecksExplained => (
                "提示性校验都有说明",
                "every soft check that fails is explained",
            ),
            Condition::ChangesExplained => (
                "与上年相比的较大变动都有说明",
                "every large change against last year is explained",
            ),
            Condition::NotFrozen => ("所在周期尚未冻结", "the period is not frozen"),
            Condition::ReviewerIsNotSubmitter => (
                "审核人不是提交人",
                "the reviewer is not the one who handed it in",
            ),
        };
        Wording::new(zh, en)
    }
}
