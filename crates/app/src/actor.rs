//! The person who asks, with what was granted to him.

use jiff::Timestamp;
use junheng_model::Role;

use crate::Failure;
use crate::rights::{Action, allows};

/// A signed-in person, or a token that stands for one.
#[derive(Debug, Clone)]
pub struct Actor {
    pub person: i64,
    /// As the person signs in.
    pub sign_in_name: String,
    /// As others call the person.
    pub name: String,
    /// Whether the password was given by somebody else and has to be changed first.
    pub must_change_password: bool,
    /// What was granted and not revoked.
    pub grants: Vec<Granted>,
    /// How the request came in.
    pub by: Credential,
}

/// A role on a node of the organisations' tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Granted {
    pub role: Role,
    pub organisation: i64,
    pub organisation_name: String,
    /// The node's path from the root, `/1/5/12/`.
    pub path: String,
}

/// What proved who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credential {
    /// A browser's session, by the digest of its secret.
    Session {
        digest: String,
        signed_in_at: Timestamp,
    },
    /// An API token.
    Token { id: i64, scope: Scope },
    /// The command line, on the machine itself.
    Console,
}

/// What a token may be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    Read,
    ReadAndWrite,
}

impl Scope {
    /// As tokens are kept and shown.
    pub const fn code(self) -> &'static str {
        match self {
            Scope::Read => "read",
            Scope::ReadAndWrite => "read-and-write",
        }
    }

    /// The scope of this code, if there is one.
    pub fn of(code: &str) -> Option<Self> {
        [Scope::Read, Scope::ReadAndWrite]
            .into_iter()
            .find(|scope| scope.code() == code)
    }
}

impl Actor {
    /// Whether the person may do this in the organisation at `path`.
    pub fn may(&self, action: Action, path: &str) -> bool {
        self.grants
            .iter()
            .any(|grant| allows(grant.role, action) && path.starts_with(&grant.path))
    }

    /// Refuses with a reason what the person may see but not do, and denies the existence of the rest.
    ///
    /// # Errors
    /// [`Failure::NotFound`] outside the person's part of the tree, else [`Failure::Refused`].
    pub fn require(&self, action: Action, path: &str) -> Result<(), Failure> {
        if self.may(action, path) {
            return Ok(());
        }
        if !self.may(Action::SeeOrganisation, path) {
            return Err(Failure::NotFound);
        }
        Err(Failure::refused(
            format!("您的角色不能在这里{}。", action.name()),
            format!("Your role may not {} here.", action.english()),
        ))
    }

    /// The paths below which the person may do this, without those that lie below another.
    pub fn reach(&self, action: Action) -> Vec<&str> {
        let mut paths: Vec<&str> = self
            .grants
            .iter()
            .filter(|grant| allows(grant.role, action))
            .map(|grant| grant.path.as_str())
            .collect();
        paths.sort_unstable();
        paths.dedup_by(|path, above| path.starts_with(*above));
        paths
    }

    /// Whether what is asked for would change something that a read-only token must not.
    pub fn may_write(&self) -> bool {
        !matches!(
            self.by,
            Credential::Token {
                scope: Scope::Read,
                ..
            }
        )
    }

    /// The roles that the person holds on exactly the node at `path`, and those held above it.
    pub fn roles_at(&self, path: &str) -> (Vec<Role>, Vec<Role>) {
        let mut own = Vec::new();
        let mut above = Vec::new();
        for grant in &self.grants {
            if grant.path == path {
                own.push(grant.role);
            } else if path.starts_with(&grant.path) {
                above.push(grant.role);
            }
        }
        (own, above)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn actor(grants: &[(Role, &str)]) -> Actor {
        Actor {
            person: 1,
            sign_in_name: "wang".into(),
            name: "王敏".into(),
            must_change_password: false,
            grants: grants
                .iter()
                .map(|(role, path)| Granted {
                    role: *role,
                    organisation: 0,
                    organisation_name: String::new(),
                    path: (*path).into(),
                })
                .collect(),
            by: Credential::Console,
        }
    }

    #[test]
    fn a_role_reaches_down_never_up_or_across() {
        let office = actor(&[(Role::CreationOffice, "/1/2/")]);
        assert!(office.may(Action::Freeze, "/1/2/"));
        assert!(office.may(Action::ReadRows, "/1/2/7/"));
        assert!(!office.may(Action::ReadRows, "/1/"));
        assert!(!office.may(Action::ReadRows, "/1/20/"));
    }

    #[test]
    fn the_unknown_and_the_foreign_look_the_same() {
        let clerk = actor(&[(Role::DataClerk, "/1/2/7/")]);
        assert!(matches!(
            clerk.require(Action::ReadRows, "/1/2/8/"),
            Err(Failure::NotFound)
        ));
        assert!(matches!(
            clerk.require(Action::Freeze, "/1/2/7/"),
            Err(Failure::Refused(_))
        ));
    }

    #[test]
    fn reach_names_the_topmost_nodes_once() {
        let person = actor(&[
            (Role::Leader, "/1/2/7/"),
            (Role::Inspector, "/1/2/"),
            (Role::Leader, "/1/3/"),
        ]);
        assert_eq!(person.reach(Action::ReadRows), ["/1/2/", "/1/3/"]);
    }
}
