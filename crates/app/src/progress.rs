//! How far the hand-ins of a period are, counted by what can be done with them next.

use junheng_rulebook::MatterKind;
use junheng_store::SubmissionCount;

use crate::moving::step;

/// Hand-ins by how far they are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    pub all: i64,
    /// Still with their organisations; what follows in the next two is part of it.
    pub outstanding: i64,
    /// Came back with remarks.
    pub returned: i64,
    pub never_opened: i64,
    /// Handed in and not reviewed yet.
    pub waiting: i64,
    /// Accepted and not frozen yet.
    pub accepted: i64,
    pub frozen: i64,
}

impl Progress {
    /// Counts by what the declared kind allows next.
    pub(crate) fn of(counts: &[SubmissionCount], declared: &MatterKind) -> Self {
        let mut progress = Self::default();
        for count in counts {
            progress.all += count.count;
            let state = declared.state(&count.state);
            if declared.move_from(&count.state, step::ACCEPT).is_some() {
                progress.waiting += count.count;
            } else if declared.move_from(&count.state, step::FREEZE).is_some() {
                progress.accepted += count.count;
            } else if state.is_some_and(|state| state.editable) {
                progress.outstanding += count.count;
                progress.never_opened += count.never_seen;
                if count.state != declared.initial {
                    progress.returned += count.count;
                }
            } else {
                progress.frozen += count.count;
            }
        }
        progress
    }

    /// Whether somebody has something to do.
    pub const fn is_under_way(&self) -> bool {
        self.outstanding + self.waiting + self.accepted > 0
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use junheng_rulebook::Rulebook;

    use super::*;

    fn counted(state: &str, count: i64, never_seen: i64) -> SubmissionCount {
        SubmissionCount {
            register: "学校".to_owned(),
            state: state.to_owned(),
            count,
            never_seen,
        }
    }

    #[test]
    fn the_declared_kind_says_what_waits_for_whom() {
        let declared = "rulebook/matters/填报.toml";
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let text = std::fs::read_to_string(root.join(declared)).expect("the kind is declared");
        let loaded = Rulebook::load(vec![("matters/填报.toml".to_owned(), text)]);
        let rulebook = loaded.rulebook;
        let declared = rulebook
            .matters
            .iter()
            .find(|kind| kind.name == "填报")
            .expect("the rulebook declares 填报");
        let counts = [
            counted("草稿", 5, 3),
            counted("已提交", 4, 0),
            counted("已退回", 2, 0),
            counted("已审核", 6, 0),
            counted("已冻结", 10, 0),
        ];
        let progress = Progress::of(&counts, declared);
        let expected = Progress {
            all: 27,
            outstanding: 7,
            returned: 2,
            never_opened: 3,
            waiting: 4,
            accepted: 6,
            frozen: 10,
        };
        assert_eq!(progress, expected);
        assert!(progress.is_under_way() && !Progress::default().is_under_way());
    }
}
