//! The few places in which SQLite and PostgreSQL differ.

/// Which database is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    Sqlite,
    Postgres,
}

/// What a column's cells are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CellKind {
    Text,
    Quantity,
    Date,
    YesNo,
}

/// What asks whether paths compare byte by byte, counting one for yes, and what makes them.
pub(crate) struct OrderPaths {
    pub(crate) is_done: &'static str,
    pub(crate) does: &'static str,
}

impl Dialect {
    /// Opens a transaction that sees one state of the database, whatever others commit meanwhile.
    pub(crate) const fn begin_reading(self) -> &'static str {
        match self {
            Dialect::Sqlite => "BEGIN DEFERRED",
            Dialect::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        }
    }

    /// Opens a transaction that writes. SQLite's takes the lock at once: one that began to read first could be told
    /// halfway that another was quicker.
    pub(crate) const fn begin_writing(self) -> &'static str {
        match self {
            Dialect::Sqlite => "BEGIN IMMEDIATE",
            Dialect::Postgres => "BEGIN",
        }
    }

    /// The column type that a register's cells are kept in. SQLite keeps any of them; the names serve its readers.
    pub(crate) const fn column_type(kind: CellKind, personal: bool) -> &'static str {
        match kind {
            _ if personal => "TEXT",
            CellKind::Text => "TEXT",
            CellKind::Quantity => "NUMERIC",
            CellKind::Date => "DATE",
            CellKind::YesNo => "BOOLEAN",
        }
    }

    /// Turns the text `placeholder` into a value of the column. SQLite converts by the column's affinity, and its
    /// CAST AS DATE would make a number of the year.
    pub(crate) fn value_in(self, kind: CellKind, personal: bool, placeholder: &str) -> String {
        match self {
            Dialect::Postgres if !(personal || kind == CellKind::Text) => {
                format!(
                    "CAST({placeholder} AS {})",
                    Self::column_type(kind, personal)
                )
            }
            _ => placeholder.to_owned(),
        }
    }

    /// Has paths compare byte by byte, so that a subtree is a range of them. PostgreSQL compares texts by its locale
    /// unless a column says otherwise, and may pass over the strokes between the ids.
    pub(crate) const fn order_paths(self) -> Option<OrderPaths> {
        match self {
            Dialect::Sqlite => None,
            Dialect::Postgres => Some(OrderPaths {
                is_done: "SELECT COUNT(*) FROM information_schema.columns \
                     WHERE table_schema = current_schema() AND table_name = 'organisation' \
                     AND column_name = 'path' AND collation_name = 'C'",
                does: "ALTER TABLE organisation ALTER COLUMN path TYPE TEXT COLLATE \"C\"",
            }),
        }
    }

    /// Asks for the columns of the table `$1`, with their types in capitals, in the table's order.
    pub(crate) const fn columns_of_table(self) -> &'static str {
        match self {
            Dialect::Sqlite => "SELECT name, UPPER(type) FROM pragma_table_info($1) ORDER BY cid",
            Dialect::Postgres => {
                "SELECT CAST(column_name AS TEXT), UPPER(CAST(data_type AS TEXT)) FROM information_schema.columns \
                 WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position"
            }
        }
    }

    /// Creates or replaces a view.
    pub(crate) fn replace_view(self, name: &str, select: &str) -> Vec<String> {
        vec![
            format!("DROP VIEW IF EXISTS {name}"),
            format!("CREATE VIEW {name} AS {select}"),
        ]
    }
}
