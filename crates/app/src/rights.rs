//! Who may do what: one table of roles and actions.
//!
//! A role is granted on a node of the organisations' tree and reaches down from it, never up or
//! across. What is not in the table is not allowed. Moves of matters are not here: their kinds say who may
//! make them.

use junheng_model::Role::{self, *};

/// Something that a person may or may not do in an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Action {
    /// See that the organisation exists, its name and its place in the tree.
    SeeOrganisation,
    /// Read verdicts, indicators and explanations; change figures in a what-if.
    ReadFindings,
    /// Read the rows that were handed in, personal columns masked.
    ReadRows,
    /// See a personal column unmasked, with a reason that is journaled.
    Unmask,
    /// See who answers for a school's figures, with the telephone number.
    SeeContacts,
    /// Type, upload, copy and undo in a hand-in that is open for it.
    FillIn,
    /// Decide whether a failed check is exempted.
    DecideExemption,
    /// Hand in one workbook for all organisations below.
    HandInForAll,
    /// Open a period for handing in, set its due day, remind.
    OpenPeriod,
    /// Freeze a period into a snapshot.
    Freeze,
    /// Make, rename and close organisations.
    KeepOrganisations,
    /// Make people, grant and revoke roles, end other people's sessions.
    KeepPeople,
    /// Read the journal.
    ReadJournal,
    /// Start, follow and cancel long work of others.
    SeeJobs,
}

impl Action {
    /// As it follows 您的角色不能在这里.
    pub const fn name(self) -> &'static str {
        match self {
            Action::SeeOrganisation => "查看单位",
            Action::ReadFindings => "查看评估结果",
            Action::ReadRows => "查看填报数据",
            Action::Unmask => "查看个人信息",
            Action::SeeContacts => "查看联系人",
            Action::FillIn => "填报",
            Action::DecideExemption => "审批校验豁免",
            Action::HandInForAll => "代下级单位批量填报",
            Action::OpenPeriod => "开启填报期",
            Action::Freeze => "冻结数据",
            Action::KeepOrganisations => "管理单位",
            Action::KeepPeople => "管理人员和权限",
            Action::ReadJournal => "查看操作日志",
            Action::SeeJobs => "查看后台任务",
        }
    }

    /// As it follows "may not".
    pub const fn english(self) -> &'static str {
        match self {
            Action::SeeOrganisation => "see organisations",
            Action::ReadFindings => "read findings",
            Action::ReadRows => "read what was handed in",
            Action::Unmask => "see personal fields",
            Action::SeeContacts => "see whom to call",
            Action::FillIn => "fill in",
            Action::DecideExemption => "decide exemptions",
            Action::HandInForAll => "hand in for the organisations below",
            Action::OpenPeriod => "open a period",
            Action::Freeze => "freeze",
            Action::KeepOrganisations => "keep organisations",
            Action::KeepPeople => "keep people and roles",
            Action::ReadJournal => "read the journal",
            Action::SeeJobs => "see background jobs",
        }
    }
}

/// Every action with the roles that may do it.
pub const TABLE: &[(Action, &[Role])] = &[
    (
        Action::SeeOrganisation,
        &[
            DataClerk,
            Principal,
            CreationOffice,
            LiaisonOfficer,
            Leader,
            Inspector,
            Auditor,
            Administrator,
        ],
    ),
    (
        Action::ReadFindings,
        &[
            DataClerk,
            Principal,
            CreationOffice,
            Leader,
            Inspector,
            Auditor,
        ],
    ),
    (
        Action::ReadRows,
        &[
            DataClerk,
            Principal,
            CreationOffice,
            Leader,
            Inspector,
            Auditor,
        ],
    ),
    (Action::Unmask, &[Principal, CreationOffice, Inspector]),
    (Action::SeeContacts, &[CreationOffice, Leader, Inspector]),
    (Action::FillIn, &[DataClerk, Principal]),
    (Action::DecideExemption, &[CreationOffice]),
    (Action::HandInForAll, &[CreationOffice]),
    (Action::OpenPeriod, &[CreationOffice]),
    (Action::Freeze, &[CreationOffice]),
    (Action::KeepOrganisations, &[Administrator]),
    (Action::KeepPeople, &[Administrator]),
    (Action::ReadJournal, &[Inspector, Auditor, Administrator]),
    (Action::SeeJobs, &[Administrator]),
];

/// Whether a role carries an action.
pub fn allows(role: Role, action: Action) -> bool {
    TABLE
        .iter()
        .any(|(listed, roles)| *listed == action && roles.contains(&role))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_stands_once_and_somebody_may_do_it() {
        for (index, (action, roles)) in TABLE.iter().enumerate() {
            assert!(!roles.is_empty(), "{action:?} is for nobody");
            let again = TABLE[index + 1..].iter().any(|(other, _)| other == action);
            assert!(!again, "{action:?} stands twice");
        }
    }

    #[test]
    fn an_administrator_reads_no_figures_and_a_clerk_keeps_no_people() {
        assert!(!allows(Administrator, Action::ReadRows));
        assert!(!allows(Administrator, Action::ReadFindings));
        assert!(!allows(DataClerk, Action::KeepPeople));
        assert!(!allows(LiaisonOfficer, Action::ReadRows));
    }
}
