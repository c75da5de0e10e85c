//! Statements with their values, and rows read back: the one place that touches the driver's types.

use jiff::Timestamp;
use jiff::civil::Date;
use junheng_model::Role;
use sqlx::any::{AnyArguments, AnyRow};
use sqlx::{Any, AssertSqlSafe, Row as _};

use crate::StoreError;
use crate::job_state::JobState;

/// A value bound to a statement. Numbers and texts are all that system tables hold.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    Whole(Option<i64>),
    Text(Option<String>),
}

macro_rules! value_from {
    ($($type:ty => $variant:ident($name:ident) $made:expr;)*) => {$(
        impl From<$type> for Value {
            fn from($name: $type) -> Self { Value::$variant(Some($made)) }
        }
        impl From<Option<$type>> for Value {
            fn from(value: Option<$type>) -> Self {
                match value {
                    Some(value) => Value::from(value),
                    None => Value::$variant(None),
                }
            }
        }
    )*};
}

value_from! {
    i64 => Whole(value) value;
    bool => Whole(value) i64::from(value);
    &str => Text(value) value.to_owned();
    String => Text(value) value;
    &String => Text(value) value.clone();
    Timestamp => Text(value) instant_text(value);
    Date => Text(value) value.to_string();
    Role => Text(value) value.code().to_owned();
    &serde_json::Value => Text(value) value.to_string();
}

/// An instant as stored: to the millisecond, so that all have one width and sort as texts.
pub(crate) fn instant_text(instant: Timestamp) -> String {
    instant.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

macro_rules! values {
    ($($value:expr),* $(,)?) => { vec![$($crate::statement::Value::from($value)),*] };
}
pub(crate) use values;

/// The statement with its values bound.
pub(crate) fn bound(
    text: String,
    values: Vec<Value>,
) -> sqlx::query::Query<'static, Any, AnyArguments> {
    let mut query = sqlx::query(AssertSqlSafe(text));
    for value in values {
        query = match value {
            Value::Whole(whole) => query.bind(whole),
            Value::Text(text) => query.bind(text),
        };
    }
    query
}

/// Reads a row's columns one after the other.
pub(crate) struct Cells<'r> {
    row: &'r AnyRow,
    next: usize,
}

impl<'r> Cells<'r> {
    pub(crate) fn of(row: &'r AnyRow) -> Self {
        Self { row, next: 0 }
    }

    /// The next column.
    pub(crate) fn take<T: Cell>(&mut self) -> Result<T, StoreError> {
        let index = self.next;
        self.next += 1;
        T::read(self.row, index)
    }
}

/// What a column can be read as.
pub(crate) trait Cell: Sized {
    fn read(row: &AnyRow, index: usize) -> Result<Self, StoreError>;
}

impl Cell for Option<i64> {
    fn read(row: &AnyRow, index: usize) -> Result<Self, StoreError> {
        Ok(row.try_get(index)?)
    }
}

impl Cell for Option<String> {
    fn read(row: &AnyRow, index: usize) -> Result<Self, StoreError> {
        Ok(row.try_get(index)?)
    }
}

impl Cell for i64 {
    fn read(row: &AnyRow, index: usize) -> Result<Self, StoreError> {
        Ok(row.try_get(index)?)
    }
}

impl Cell for bool {
    fn read(row: &AnyRow, index: usize) -> Result<Self, StoreError> {
        Ok(i64::read(row, index)? != 0)
    }
}

impl Cell for String {
    fn read(row: &AnyRow, index: usize) -> Result<Self, StoreError> {
        Ok(row.try_get(index)?)
    }
}

/// Reads texts that stand for something else.
macro_rules! cell_from_text {
    ($($type:ty => $read:expr;)*) => {$(
        impl Cell for $type {
            fn read(row: &AnyRow, index: usize) -> Result<Self, StoreError> {
                let text = String::read(row, index)?;
                let read: fn(&str) -> Option<$type> = $read;
                read(&text).ok_or_else(|| damaged(row, index))
            }
        }
        impl Cell for Option<$type> {
            fn read(row: &AnyRow, index: usize) -> Result<Self, StoreError> {
                match Option::<String>::read(row, index)? {
                    Some(_) => <$type>::read(row, index).map(Some),
                    None => Ok(None),
                }
            }
        }
    )*};
}

cell_from_text! {
    Timestamp => |text| text.parse().ok();
    Date => |text| text.parse().ok();
    Role => |text| text.parse().ok();
    JobState => JobState::of_code;
    serde_json::Value => |text| serde_json::from_str(text).ok();
}

fn damaged(row: &AnyRow, index: usize) -> StoreError {
    use sqlx::Column as _;
    let name = row.columns().get(index).map(|column| column.name());
    StoreError::Damaged(name.unwrap_or_default().to_owned())
}

/// What a whole row can be read as.
pub(crate) trait Stored: Sized {
    fn from_cells(cells: &mut Cells<'_>) -> Result<Self, StoreError>;
}

/// A struct whose fields are columns of the same names.
pub(crate) trait Columns: Stored {
    const COLUMNS: &'static [&'static str];

    /// `p.id, p.name, …` for the table alias `p`.
    fn of(alias: &str) -> String {
        let named: Vec<String> = Self::COLUMNS
            .iter()
            .map(|column| format!("{alias}.{column}"))
            .collect();
        named.join(", ")
    }
}

macro_rules! stored {
    ($name:ident { $($field:ident),* $(,)? }) => {
        impl $crate::statement::Stored for $name {
            fn from_cells(
                cells: &mut $crate::statement::Cells<'_>,
            ) -> Result<Self, $crate::StoreError> {
                Ok($name { $($field: cells.take()?),* })
            }
        }
        impl $crate::statement::Columns for $name {
            const COLUMNS: &'static [&'static str] = &[$(stringify!($field)),*];
        }
    };
}
pub(crate) use stored;

macro_rules! stored_tuples {
    ($(($($part:ident),*))*) => {$(
        impl<$($part: Cell),*> Stored for ($($part,)*) {
            fn from_cells(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
                Ok(($(cells.take::<$part>()?,)*))
            }
        }
    )*};
}
stored_tuples! { (A) (A, B) (A, B, C) (A, B, C, D) (A, B, C, D, E) (A, B, C, D, E, F) }

/// Which part of a list is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// How many to pass over.
    pub offset: i64,
    /// How many at most.
    pub limit: i64,
}

impl Page {
    /// The whole list.
    pub const ALL: Page = Page {
        offset: 0,
        limit: i64::MAX,
    };

    /// The first so many.
    pub const fn first(limit: i64) -> Self {
        Self { offset: 0, limit }
    }
}

/// Part of a list, and how long the whole is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed<T> {
    pub items: Vec<T>,
    /// How many there are on all pages.
    pub total: i64,
}

/// Where in a text something is looked for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Found {
    Anywhere,
    InFront,
}

/// That the path `column` lies in a subtree: a range, so that an index finds it.
pub(crate) fn within(column: &str) -> String {
    format!("{column} >= ? AND {column} < ?")
}

/// The two ends of the range of [`within`]: a subtree's paths all begin with its root's.
pub(crate) fn subtree(path: &str) -> [Value; 2] {
    [
        Value::from(path),
        Value::from(format!("{path}{}", char::MAX)),
    ]
}

/// The organisations on a path, from the root down.
pub(crate) fn ids_of(path: &str) -> impl Iterator<Item = i64> {
    path.split('/').filter_map(|id| id.parse().ok())
}

/// Conditions joined by AND, each with its values: `?` stands for the next one.
#[derive(Debug, Clone, Default)]
pub(crate) struct Conditions {
    text: String,
    values: Vec<Value>,
}

impl Conditions {
    pub(crate) fn and(mut self, condition: &str, values: impl IntoIterator<Item = Value>) -> Self {
        self.text.push_str(if self.text.is_empty() {
            " WHERE "
        } else {
            " AND "
        });
        let mut given = self.values.len();
        for (index, part) in condition.split('?').enumerate() {
            if index > 0 {
                given += 1;
                self.text.push_str(&format!("${given}"));
            }
            self.text.push_str(part);
        }
        self.values.extend(values);
        self
    }

    /// The condition when there is a value for it.
    pub(crate) fn and_some<T>(self, condition: &str, value: Option<T>) -> Self
    where
        Value: From<T>,
    {
        match value {
            Some(value) => self.and(condition, vec![Value::from(value)]),
            None => self,
        }
    }

    /// That `column` is one of `allowed`; no list allows all.
    pub(crate) fn and_any_of<T>(self, column: &str, allowed: Option<&[T]>) -> Self
    where
        T: Clone,
        Value: From<T>,
    {
        let Some(allowed) = allowed else { return self };
        if allowed.is_empty() {
            return self.and("1 = 0", Vec::new());
        }
        let marks = vec!["?"; allowed.len()].join(", ");
        let values = allowed.iter().cloned().map(Value::from);
        self.and(&format!("{column} IN ({marks})"), values)
    }

    /// That the path `column` lies in the subtree of the organisation with this path, itself included.
    pub(crate) fn and_within(self, column: &str, path: Option<&str>) -> Self {
        match path {
            Some(path) => self.and(&within(column), subtree(path)),
            None => self,
        }
    }

    /// That the path `column` lies in one of these subtrees; no list allows all.
    pub(crate) fn and_within_any(self, column: &str, paths: Option<&[String]>) -> Self {
        let Some(paths) = paths else { return self };
        if paths.is_empty() {
            return self.and("1 = 0", Vec::new());
        }
        let any = vec![format!("({})", within(column)); paths.len()].join(" OR ");
        let values = paths.iter().flat_map(|path| subtree(path));
        self.and(&format!("({any})"), values)
    }

    /// That the organisation with the id `column` stands on a path, its end included.
    pub(crate) fn and_on_path(self, column: &str, path: Option<&str>) -> Self {
        let Some(path) = path else { return self };
        let ids: Vec<i64> = ids_of(path).collect();
        self.and_any_of(column, Some(&ids))
    }

    /// That one of the columns has, or for [`Found::InFront`] begins with, what somebody typed; capitals or not, and
    /// `%` is a letter like any other.
    pub(crate) fn and_found(self, columns: &[(&str, Found)], typed: Option<&str>) -> Self {
        let Some(typed) = typed else { return self };
        let mut literal = String::new();
        for letter in typed.to_ascii_lowercase().chars() {
            if matches!(letter, '%' | '_' | '!') {
                literal.push('!');
            }
            literal.push(letter);
        }
        let each = columns.iter();
        let any: Vec<String> = each
            .clone()
            .map(|(column, _)| format!("LOWER({column}) LIKE ? ESCAPE '!'"))
            .collect();
        let values = each.map(|(_, found)| match found {
            Found::Anywhere => Value::from(format!("%{literal}%")),
            Found::InFront => Value::from(format!("{literal}%")),
        });
        self.and(&format!("({})", any.join(" OR ")), values)
    }

    pub(crate) fn into_parts(self) -> (String, Vec<Value>) {
        (self.text, self.values)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_numbered_on() {
        let names = ["甲".to_owned(), "乙".to_owned()];
        let conditions = Conditions::default()
            .and("a = ? OR b = ?", values![1, 2])
            .and_some("c = ?", None::<i64>)
            .and_any_of("d", Some(&names))
            .and_within("o.path", Some("/1/"))
            .and_within_any("o.path", Some(&["/1/2/".to_owned(), "/1/3/".to_owned()]));
        let (text, values) = conditions.into_parts();
        assert_eq!(
            text,
            " WHERE a = $1 OR b = $2 AND d IN ($3, $4) AND o.path >= $5 AND o.path < $6 \
             AND ((o.path >= $7 AND o.path < $8) OR (o.path >= $9 AND o.path < $10))"
        );
        assert_eq!(values.len(), 10);
    }

    #[test]
    fn a_path_names_those_above() {
        assert_eq!(ids_of("/1/5/12/").collect::<Vec<_>>(), [1, 5, 12]);
        let (text, values) = Conditions::default()
            .and_on_path("o.id", Some("/1/5/"))
            .into_parts();
        assert_eq!(
            (text.as_str(), values.len()),
            (" WHERE o.id IN ($1, $2)", 2)
        );
    }

    #[test]
    fn what_somebody_looks_for_is_taken_by_the_letter() {
        let columns = [("o.name", Found::Anywhere), ("o.code", Found::InFront)];
        let (text, values) = Conditions::default()
            .and_found(&columns, Some("A_1%"))
            .into_parts();
        assert_eq!(
            text,
            " WHERE (LOWER(o.name) LIKE $1 ESCAPE '!' OR LOWER(o.code) LIKE $2 ESCAPE '!')"
        );
        let texts: Vec<_> = values
            .into_iter()
            .map(|value| match value {
                Value::Text(text) => text.unwrap_or_default(),
                Value::Whole(_) => String::new(),
            })
            .collect();
        assert_eq!(texts, ["%a!_1!%%", "a!_1!%%"]);
    }

    #[test]
    fn instants_have_one_width() {
        for (read, stored) in [
            ("2026-01-02T03:04:05Z", "2026-01-02T03:04:05.000Z"),
            ("2026-01-02T03:04:05.6789Z", "2026-01-02T03:04:05.678Z"),
        ] {
            let instant: Timestamp = read.parse().expect("an instant");
            assert_eq!(instant_text(instant), stored);
        }
    }
}
