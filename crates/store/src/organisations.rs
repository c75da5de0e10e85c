//! The tree of organisations: nation, province, city, county, township, school; departments beside.

use jiff::civil::Date;

use crate::statement::{Columns as _, Conditions, Found, Listed, Page, stored, values};
use crate::{Reading, StoreError, Writing};

/// A node of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    pub id: i64,
    pub parent_id: Option<i64>,
    /// `county`, `school` …: the caller's words.
    pub kind: String,
    pub name: String,
    /// The official code, if it has one; no two organisations share one.
    pub code: Option<String>,
    /// The ids from the root to this node, `/1/5/12/`. A node's subtree has this as its beginning.
    pub path: String,
    pub closed_on: Option<Date>,
}

stored!(Organisation {
    id,
    parent_id,
    kind,
    name,
    code,
    path,
    closed_on,
});

/// An organisation to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOrganisation {
    pub parent_id: Option<i64>,
    pub kind: String,
    pub name: String,
    pub code: Option<String>,
}

/// Which organisations are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OrganisationFilter {
    /// Those in the subtree of this path, its root included.
    pub path: Option<String>,
    pub kinds: Option<Vec<String>>,
    /// Only the children of this one.
    pub parent_id: Option<i64>,
    /// A part of the name or the beginning of the code.
    pub search: Option<String>,
    /// Leave out those that were closed before this day.
    pub open_on: Option<Date>,
    /// Those near the root first, instead of by code alone.
    pub root_first: bool,
}

/// What somebody who looks for an organisation `o` types.
pub(crate) const NAME_OR_CODE: [(&str, Found); 2] =
    [("o.name", Found::Anywhere), ("o.code", Found::InFront)];

impl Reading {
    /// # Errors
    /// When the database fails.
    pub async fn organisation(&mut self, id: i64) -> Result<Option<Organisation>, StoreError> {
        let by_id = Conditions::default().and("t.id = ?", values![id]);
        let found = self.of_table("organisation", by_id, "t.id").await?;
        Ok(found.into_iter().next())
    }

    /// The organisation with this official code.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn organisation_by_code(
        &mut self,
        code: &str,
    ) -> Result<Option<Organisation>, StoreError> {
        let by_code = Conditions::default().and("t.code = ?", values![code]);
        let found = self.of_table("organisation", by_code, "t.id").await?;
        Ok(found.into_iter().next())
    }

    /// Organisations by code and name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn organisations(
        &mut self,
        filter: &OrganisationFilter,
        page: Page,
    ) -> Result<Listed<Organisation>, StoreError> {
        let conditions = Conditions::default()
            .and_within("o.path", filter.path.as_deref())
            .and_any_of("o.kind", filter.kinds.as_deref())
            .and_some("o.parent_id = ?", filter.parent_id)
            .and_some("(o.closed_on IS NULL OR o.closed_on > ?)", filter.open_on)
            .and_found(&NAME_OR_CODE, filter.search.as_deref());
        let columns = Organisation::of("o");
        let order = if filter.root_first {
            "LENGTH(o.path) - LENGTH(REPLACE(o.path, '/', '')), COALESCE(o.code, ''), o.name, o.id"
        } else {
            "COALESCE(o.code, ''), o.name, o.id"
        };
        self.listed(&columns, "organisation o", conditions, order, page)
            .await
    }

    /// The organisations above this path, from the root down, the path's own included.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn organisations_above(
        &mut self,
        path: &str,
    ) -> Result<Vec<Organisation>, StoreError> {
        let above = Conditions::default().and_on_path("t.id", Some(path));
        self.of_table("organisation", above, "t.path").await
    }
}

impl Writing {
    /// Adds a node to the tree.
    ///
    /// # Errors
    /// When there is no such parent, the code is taken, or the database fails.
    pub async fn add_organisation(
        &mut self,
        new: &NewOrganisation,
    ) -> Result<Organisation, StoreError> {
        let above = match new.parent_id {
            None => "/".to_owned(),
            Some(id) => {
                let parent = self.organisation(id).await?;
                let what = "organisation";
                parent.ok_or(StoreError::Unknown { what, id })?.path
            }
        };
        let id = self.id();
        let made = Organisation {
            id,
            parent_id: new.parent_id,
            kind: new.kind.clone(),
            name: new.name.clone(),
            code: new.code.clone(),
            path: format!("{above}{id}/"),
            closed_on: None,
        };
        let row = vec![
            ("id", made.id.into()),
            ("parent_id", made.parent_id.into()),
            ("kind", (&made.kind).into()),
            ("name", (&made.name).into()),
            ("code", made.code.clone().into()),
            ("path", (&made.path).into()),
            ("closed_on", made.closed_on.into()),
        ];
        self.insert("organisation", row).await?;
        Ok(made)
    }

    /// Gives an organisation another name or code, or closes it from a day on. Its place in the tree stays.
    ///
    /// # Errors
    /// When there is none, or the database fails.
    pub async fn change_organisation(
        &mut self,
        id: i64,
        name: &str,
        code: Option<&str>,
        closed_on: Option<Date>,
    ) -> Result<(), StoreError> {
        let text = "UPDATE organisation SET name = $1, code = $2, closed_on = $3 WHERE id = $4";
        self.change("organisation", id, text, values![name, code, closed_on, id])
            .await
    }
}
