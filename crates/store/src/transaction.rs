//! Transactions: reading, keeping house, and writing with the journal.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use sqlx::{Any, Transaction};
use tokio::sync::OwnedMutexGuard;

use crate::entry::{ChainedEntry, Clerk, Entry};
use crate::statement::{Cells, Columns, Conditions, Listed, Page, Stored, Value, bound, values};
use crate::store::Inner;
use crate::{Store, StoreError};

/// SQLite binds no more than 32,766 values in a statement, and long lists are slow to parse.
pub(crate) const VALUES_AT_ONCE: usize = 500;

/// One consistent view of the database. Dropping it ends it.
pub struct Reading {
    pub(crate) transaction: Transaction<'static, Any>,
    pub(crate) store: Arc<Inner>,
}

/// Changes that need no journal: sessions, throttling, a job's progress, when a page was first opened.
///
/// It queues behind other writers; do not ask for one while the same task holds a [`Writing`].
pub struct Housekeeping {
    reading: Reading,
    next_id: i64,
    head: ChainHead,
    /// Held until the end, so that the next writer begins after it.
    _turn: OwnedMutexGuard<()>,
}

/// Changes that the journal tells of. Dropping it without [`Writing::commit`] undoes them.
pub struct Writing {
    housekeeping: Housekeeping,
    clerk: Clerk,
    journaled: bool,
}

/// The end of the journal's chain.
#[derive(Debug, Clone)]
struct ChainHead {
    seq: i64,
    digest: String,
}

impl Store {
    /// Begins to read.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn read(&self) -> Result<Reading, StoreError> {
        self.begin(self.inner.dialect.begin_reading()).await
    }

    /// Begins to write, when all writers before have ended.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn write(&self, clerk: &Clerk) -> Result<Writing, StoreError> {
        Ok(Writing {
            housekeeping: self.housekeep().await?,
            clerk: *clerk,
            journaled: false,
        })
    }

    /// Begins a change that needs no journal, when all writers before have ended.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn housekeep(&self) -> Result<Housekeeping, StoreError> {
        let turn = self.inner.writer.clone().lock_owned().await;
        let mut reading = self.begin(self.inner.dialect.begin_writing()).await?;
        // The first statement takes the row's lock, so that writers of other processes queue as well.
        let locked =
            "UPDATE chain_head SET locked = locked + 1 WHERE id = 1 RETURNING next_id, seq, digest";
        let head: Option<(i64, i64, String)> = reading.one(locked, Vec::new()).await?;
        let (next_id, seq, digest) =
            head.ok_or_else(|| StoreError::Damaged("chain_head".to_owned()))?;
        Ok(Housekeeping {
            reading,
            next_id,
            head: ChainHead { seq, digest },
            _turn: turn,
        })
    }

    pub(crate) async fn begin(&self, statement: &'static str) -> Result<Reading, StoreError> {
        Ok(Reading {
            transaction: self.inner.pool.begin_with(statement).await?,
            store: self.inner.clone(),
        })
    }
}

impl Reading {
    /// A number that grows with every journaled change: what was computed from the data of one version holds as
    /// long as it stays the same.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn data_version(&mut self) -> Result<i64, StoreError> {
        self.count("SELECT seq FROM chain_head WHERE id = 1", Vec::new())
            .await
    }

    pub(crate) async fn rows<T: Stored>(
        &mut self,
        text: impl Into<String>,
        values: Vec<Value>,
    ) -> Result<Vec<T>, StoreError> {
        let rows = bound(text.into(), values)
            .fetch_all(&mut *self.transaction)
            .await?;
        rows.iter()
            .map(|row| T::from_cells(&mut Cells::of(row)))
            .collect()
    }

    pub(crate) async fn one<T: Stored>(
        &mut self,
        text: impl Into<String>,
        values: Vec<Value>,
    ) -> Result<Option<T>, StoreError> {
        Ok(self.rows(text, values).await?.into_iter().next())
    }

    /// The one number that the statement answers; none counts as nought.
    pub(crate) async fn count(
        &mut self,
        text: impl Into<String>,
        values: Vec<Value>,
    ) -> Result<i64, StoreError> {
        let found: Option<(i64,)> = self.one(text, values).await?;
        Ok(found.map_or(0, |(count,)| count))
    }

    pub(crate) async fn run(
        &mut self,
        text: impl Into<String>,
        values: Vec<Value>,
    ) -> Result<u64, StoreError> {
        let done = bound(text.into(), values)
            .execute(&mut *self.transaction)
            .await?;
        Ok(done.rows_affected())
    }

    /// A page of `columns` `from` some tables under conditions, and how many rows there are in all.
    pub(crate) async fn listed<T: Stored>(
        &mut self,
        columns: &str,
        from: &str,
        conditions: Conditions,
        order: &str,
        page: Page,
    ) -> Result<Listed<T>, StoreError> {
        let (condition, mut values) = conditions.into_parts();
        let counted = format!("SELECT COUNT(*) FROM {from}{condition}");
        let total = self.count(counted, values.clone()).await?;
        let (limit, offset) = (values.len() + 1, values.len() + 2);
        let text = format!(
            "SELECT {columns} FROM {from}{condition} ORDER BY {order} LIMIT ${limit} OFFSET ${offset}"
        );
        values.extend(values![page.limit, page.offset]);
        let items = self.rows(text, values).await?;
        Ok(Listed { items, total })
    }

    /// What `select` answers where `column` is one of `values`, however many: part by part, each in `order`.
    pub(crate) async fn any_of<T, V>(
        &mut self,
        select: &str,
        column: &str,
        values: &[V],
        order: &str,
    ) -> Result<Vec<T>, StoreError>
    where
        T: Stored,
        V: Clone,
        Value: From<V>,
    {
        let mut found = Vec::new();
        for some in values.chunks(VALUES_AT_ONCE) {
            let (condition, values) = Conditions::default()
                .and_any_of(column, Some(some))
                .into_parts();
            let text = format!("{select}{condition} ORDER BY {order}");
            found.extend(self.rows::<T>(text, values).await?);
        }
        Ok(found)
    }

    /// The rows of one table under conditions.
    pub(crate) async fn of_table<T: Columns>(
        &mut self,
        table: &str,
        conditions: Conditions,
        order: &str,
    ) -> Result<Vec<T>, StoreError> {
        let (condition, values) = conditions.into_parts();
        let columns = T::of("t");
        let text = format!("SELECT {columns} FROM {table} t{condition} ORDER BY {order}");
        self.rows(text, values).await
    }
}

impl Housekeeping {
    /// A number that nothing else in the database has.
    pub(crate) fn new_id(&mut self) -> i64 {
        let id = self.next_id;
        self.next_id += 1;
        id
    }

    pub(crate) async fn insert(
        &mut self,
        table: &str,
        row: Vec<(&str, Value)>,
    ) -> Result<(), StoreError> {
        let (columns, values): (Vec<&str>, Vec<Value>) = row.into_iter().unzip();
        let marks: Vec<String> = (1..=values.len()).map(|at| format!("${at}")).collect();
        let text = format!(
            "INSERT INTO {table} ({}) VALUES ({})",
            columns.join(", "),
            marks.join(", ")
        );
        self.run(text, values).await?;
        Ok(())
    }

    /// Changes exactly one row; otherwise there is no such `what`.
    pub(crate) async fn change(
        &mut self,
        what: &'static str,
        id: i64,
        text: &str,
        values: Vec<Value>,
    ) -> Result<(), StoreError> {
        match self.run(text, values).await? {
            0 => Err(StoreError::Unknown { what, id }),
            _ => Ok(()),
        }
    }

    /// Makes the changes last.
    ///
    /// # Errors
    /// When the database fails; nothing was changed then.
    pub async fn commit(mut self) -> Result<(), StoreError> {
        let text = "UPDATE chain_head SET next_id = $1, seq = $2, digest = $3 WHERE id = 1";
        let values = values![self.next_id, self.head.seq, self.head.digest.clone()];
        self.run(text, values).await?;
        Ok(self.reading.transaction.commit().await?)
    }
}

impl Writing {
    /// A number that nothing else in the database has.
    pub fn id(&mut self) -> i64 {
        self.new_id()
    }

    /// Who writes, and when.
    pub fn clerk(&self) -> Clerk {
        self.clerk
    }

    /// Adds an entry to the journal, chained to the one before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn journal(&mut self, entry: Entry) -> Result<(), StoreError> {
        let head = self.head.clone();
        let made = ChainedEntry::after(head.seq, head.digest, self.clerk, entry);
        self.insert("journal", made.row()).await?;
        self.head = ChainHead {
            seq: made.seq,
            digest: made.digest,
        };
        self.journaled = true;
        Ok(())
    }

    /// Makes the changes and their journal entries last.
    ///
    /// # Errors
    /// [`StoreError::Unjournaled`] when nothing was journaled, or when the database fails; nothing was changed then.
    pub async fn commit(self) -> Result<(), StoreError> {
        if !self.journaled {
            return Err(StoreError::Unjournaled);
        }
        self.housekeeping.commit().await
    }
}

impl Deref for Housekeeping {
    type Target = Reading;

    fn deref(&self) -> &Reading {
        &self.reading
    }
}

impl DerefMut for Housekeeping {
    fn deref_mut(&mut self) -> &mut Reading {
        &mut self.reading
    }
}

impl Deref for Writing {
    type Target = Housekeeping;

    fn deref(&self) -> &Housekeeping {
        &self.housekeeping
    }
}

impl DerefMut for Writing {
    fn deref_mut(&mut self) -> &mut Housekeeping {
        &mut self.housekeeping
    }
}

macro_rules! opaque {
    ($($name:ident)*) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(stringify!($name))
            }
        }
    )*};
}
opaque! { Reading Housekeeping Writing Store }
