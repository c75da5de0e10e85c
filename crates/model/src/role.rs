//! What a person may be in the county's drive.

use std::fmt;
use std::str::FromStr;

/// A role (角色). It is granted to a person on a node of the organisations' tree and reaches down from
/// there, never up or across.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// 填报员: hands in figures.
    DataClerk,
    /// 校长: answers for what the school hands in.
    Principal,
    /// 创建办: reviews, freezes and drives the whole.
    CreationOffice,
    /// 联络员: sees and reports the duties of one department.
    LiaisonOfficer,
    /// 领导: reads.
    Leader,
    /// 督学: checks figures down to their cells, scores, orders rectification.
    Inspector,
    /// 审计员: reads the journal.
    Auditor,
    /// 管理员: keeps organisations, people and grants.
    Administrator,
}

/// A text that is the code of no role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownRole(pub String);

impl Role {
    pub const ALL: [Role; 8] = [
        Role::DataClerk,
        Role::Principal,
        Role::CreationOffice,
        Role::LiaisonOfficer,
        Role::Leader,
        Role::Inspector,
        Role::Auditor,
        Role::Administrator,
    ];

    /// The stable name in files, tables and addresses.
    pub const fn code(self) -> &'static str {
        match self {
            Role::DataClerk => "data_clerk",
            Role::Principal => "principal",
            Role::CreationOffice => "creation_office",
            Role::LiaisonOfficer => "liaison_officer",
            Role::Leader => "leader",
            Role::Inspector => "inspector",
            Role::Auditor => "auditor",
            Role::Administrator => "administrator",
        }
    }

    /// The Chinese name.
    pub const fn name(self) -> &'static str {
        match self {
            Role::DataClerk => "填报员",
            Role::Principal => "校长",
            Role::CreationOffice => "创建办",
            Role::LiaisonOfficer => "联络员",
            Role::Leader => "领导",
            Role::Inspector => "督学",
            Role::Auditor => "审计员",
            Role::Administrator => "管理员",
        }
    }

    /// The English name.
    pub const fn english(self) -> &'static str {
        match self {
            Role::DataClerk => "data clerk",
            Role::Principal => "principal",
            Role::CreationOffice => "creation office",
            Role::LiaisonOfficer => "liaison officer",
            Role::Leader => "leader",
            Role::Inspector => "inspector",
            Role::Auditor => "auditor",
            Role::Administrator => "administrator",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Role {
    type Err = UnknownRole;

    /// Reads the code.
    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        Role::ALL
            .into_iter()
            .find(|role| role.code() == text)
            .ok_or_else(|| UnknownRole(text.to_owned()))
    }
}

impl serde::Serialize for Role {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::{Role, UnknownRole};

    #[test]
    fn a_role_is_read_by_its_code_only() {
        for role in Role::ALL {
            assert_eq!(role.code().parse(), Ok(role));
        }
        assert_eq!("校长".parse::<Role>(), Err(UnknownRole("校长".to_owned())));
    }
}
