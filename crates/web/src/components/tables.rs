//! Tables for reading, and the editable grid.

/// What stands above the rows of a table. The rows themselves are the body of the `{% call %}`.
#[derive(Debug, Clone, Default)]
pub struct TableHead {
    /// Read out by screen readers, printed as the table's title.
    pub caption: String,
    pub columns: Vec<Column>,
    /// Where the same rows are had as a workbook; empty for none.
    pub export: String,
    /// Under the table: where the figures come from, how many rows there are.
    pub note: String,
}

#[derive(Debug, Clone, Default)]
pub struct Column {
    pub label: String,
    /// In the head and nowhere else, as official tables have it: `m²/生`.
    pub unit: String,
    /// Figures stand on the right and in digits of one width.
    pub is_figure: bool,
    /// Where a click sorts by this column; empty when it does not sort.
    pub sort_href: String,
    pub sorted: Sorted,
    /// Hidden at 390 px; what a phone shows must make sense without it.
    pub is_secondary: bool,
}

impl Column {
    pub fn text(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            ..Self::default()
        }
    }

    pub fn figure(label: impl Into<String>, unit: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            unit: unit.into(),
            is_figure: true,
            ..Self::default()
        }
    }

    #[must_use]
    pub fn sorts(mut self, href: impl Into<String>, sorted: Sorted) -> Self {
        self.sort_href = href.into();
        self.sorted = sorted;
        self
    }

    #[must_use]
    pub fn secondary(mut self) -> Self {
        self.is_secondary = true;
        self
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sorted {
    #[default]
    No,
    Ascending,
    Descending,
}

impl Sorted {
    /// As `aria-sort` wants it.
    pub const fn aria(self) -> &'static str {
        match self {
            Sorted::No => "none",
            Sorted::Ascending => "ascending",
            Sorted::Descending => "descending",
        }
    }

    pub const fn icon(self) -> &'static str {
        match self {
            Sorted::No => "arrows-sort",
            Sorted::Ascending => "arrow-up",
            Sorted::Descending => "arrow-down",
        }
    }
}

/// What an empty table says: why it is empty and what to do about it.
#[derive(Debug, Clone, Default)]
pub struct EmptyTable {
    pub title: String,
    pub advice: String,
    /// The next step; without a label there is none.
    pub action: super::Link,
}

impl EmptyTable {
    /// Says why it is empty and what to do, with no next step to click.
    pub fn saying(title: &str, advice: &str) -> Self {
        Self {
            title: title.to_owned(),
            advice: advice.to_owned(),
            action: super::Link::default(),
        }
    }
}

/// How many rows a page of a long list has.
const ROWS_PER_PAGE: i64 = 50;

/// Which page of a long list is wanted, as the address says it.
#[derive(Debug, Clone, Copy)]
pub struct ListPage(i64);

impl ListPage {
    /// The page that `?page=` names, the first if it names none.
    pub fn wanted(number: Option<u64>) -> Self {
        let number = number.unwrap_or(1).clamp(1, 100_000);
        Self(i64::try_from(number).unwrap_or(1))
    }

    /// How many rows come before it.
    pub fn offset(self) -> i64 {
        (self.0 - 1) * ROWS_PER_PAGE
    }

    /// How many rows it has at most.
    pub fn limit(self) -> i64 {
        ROWS_PER_PAGE
    }

    /// The pager below the list. `address` is path and query up to the page's number.
    pub fn pager(self, total: i64, address: String) -> Pager {
        Pager {
            page: self.0.unsigned_abs(),
            rows: u64::try_from(total).unwrap_or(0),
            rows_per_page: ROWS_PER_PAGE.unsigned_abs(),
            address,
        }
    }
}

/// Which page of how many.
#[derive(Debug, Clone, Default)]
pub struct Pager {
    /// From 1 on.
    pub page: u64,
    pub rows: u64,
    pub rows_per_page: u64,
    /// Path and query up to the page's number: `/schools?stage=小学&page=`.
    pub address: String,
}

impl Pager {
    pub fn pages(&self) -> u64 {
        self.rows.div_ceil(self.rows_per_page.max(1)).max(1)
    }

    pub fn first_row(&self) -> u64 {
        if self.rows == 0 {
            0
        } else {
            (self.page.max(1) - 1) * self.rows_per_page + 1
        }
    }

    pub fn last_row(&self) -> u64 {
        (self.page.max(1) * self.rows_per_page).min(self.rows)
    }

    pub fn previous(&self) -> Option<u64> {
        (self.page > 1).then(|| self.page - 1)
    }

    pub fn next(&self) -> Option<u64> {
        (self.page < self.pages()).then(|| self.page + 1)
    }

    pub fn href(&self, page: &u64) -> String {
        format!("{}{page}", self.address)
    }
}

/// A column of the grid.
#[derive(Debug, Clone, Default)]
pub struct GridColumn {
    /// As it is shown.
    pub label: String,
    /// The register's column, as it stands in the names of the inputs.
    pub name: String,
    pub unit: String,
    /// 填报说明: what to enter, from the register.
    pub hint: String,
    pub kind: GridKind,
    /// The codes to choose from.
    pub codes: Vec<String>,
    pub is_required: bool,
    /// Summed below the rows while somebody types.
    pub is_summed: bool,
    /// Not kept by the browser between saving.
    pub is_personal: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum GridKind {
    #[default]
    Text,
    Number,
    Date,
    Code,
    /// Shown, not typed: computed, or filled in by somebody else.
    Fixed,
}

impl GridKind {
    pub const fn code(self) -> &'static str {
        match self {
            GridKind::Text => "text",
            GridKind::Number => "number",
            GridKind::Date => "date",
            GridKind::Code => "code",
            GridKind::Fixed => "fixed",
        }
    }

    /// Which keyboard a phone shows.
    pub const fn keyboard(self) -> &'static str {
        match self {
            GridKind::Number => "decimal",
            _ => "text",
        }
    }
}

#[derive(Debug, Clone, Default)]
pub struct GridRow {
    /// Names the inputs: `cell[<id>][<column>]`. New rows have ids such as `new-1`.
    pub id: String,
    /// What the row is about, read before each of its cells: the school's name.
    pub label: String,
    /// One for each column.
    pub cells: Vec<GridCell>,
}

#[derive(Debug, Clone, Default)]
pub struct GridCell {
    pub value: String,
    /// What is wrong with it, or what the reviewer remarked; empty for nothing.
    pub remark: String,
    pub is_error: bool,
}

#[cfg(test)]
mod tests {
    use super::Pager;

    #[test]
    fn pages_count_their_rows() {
        let pager = |page, rows| Pager {
            page,
            rows,
            rows_per_page: 50,
            address: "/schools?page=".to_owned(),
        };
        let last = pager(3, 120);
        assert_eq!(
            (last.pages(), last.first_row(), last.last_row()),
            (3, 101, 120)
        );
        assert_eq!((last.previous(), last.next()), (Some(2), None));
        let empty = pager(1, 0);
        assert_eq!(
            (empty.pages(), empty.first_row(), empty.last_row()),
            (1, 0, 0)
        );
        assert_eq!(empty.href(&1), "/schools?page=1");
    }
}
