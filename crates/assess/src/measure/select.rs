//! The list of expressions of one scan.

use std::collections::HashMap;

use datafusion::arrow::array::{AsArray, RecordBatch, StringArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::DataType;
use junheng_model::{Amount, Texts};

use crate::sql::quoted;
use crate::{AssessError, amounts};

/// Expressions to select, each once however often it is asked for.
#[derive(Debug, Default)]
pub(crate) struct Select {
    texts: Vec<String>,
    positions: HashMap<String, usize>,
}

impl Select {
    /// Asks for an expression; the answer is its position in the result.
    pub fn add(&mut self, sql: impl Into<String>) -> usize {
        let sql = sql.into();
        if let Some(&position) = self.positions.get(&sql) {
            return position;
        }
        self.texts.push(sql.clone());
        self.positions.insert(sql, self.texts.len() - 1);
        self.texts.len() - 1
    }

    /// `SELECT … AS c0, … AS c1`
    pub fn sql(&self) -> String {
        let columns: Vec<String> = self
            .texts
            .iter()
            .enumerate()
            .map(|(position, text)| format!("{text} AS {}", quoted(&format!("c{position}"))))
            .collect();
        format!("SELECT {}", columns.join(", "))
    }

    /// The expression at a position, for error messages.
    pub fn text(&self, position: usize) -> &str {
        &self.texts[position]
    }
}

/// The result of a scan, by column.
pub(crate) struct Scanned<'a> {
    select: &'a Select,
    batches: Vec<RecordBatch>,
}

impl<'a> Scanned<'a> {
    pub fn new(select: &'a Select, batches: Vec<RecordBatch>) -> Self {
        Self { select, batches }
    }

    pub fn rows(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    /// A numeric column.
    pub fn amounts(&self, position: usize) -> Result<Vec<Amount>, AssessError> {
        let mut column = Vec::with_capacity(self.rows());
        for batch in &self.batches {
            amounts::append(
                &mut column,
                batch.column(position),
                self.select.text(position),
            )?;
        }
        Ok(column)
    }

    /// A column of conditions; `None` where unknown.
    pub fn truths(&self, position: usize) -> Vec<Option<bool>> {
        let mut column = Vec::with_capacity(self.rows());
        for batch in &self.batches {
            match batch.column(position).as_boolean_opt() {
                Some(values) => column.extend(values.iter()),
                None => column.extend(std::iter::repeat_n(None, batch.num_rows())),
            }
        }
        column
    }

    /// Calls `each` with every row's text, in order.
    pub fn each_text(
        &self,
        position: usize,
        mut each: impl FnMut(Option<&str>),
    ) -> Result<(), AssessError> {
        for batch in &self.batches {
            // How texts come from a Parquet file; read in place.
            if let Some(texts) = batch.column(position).as_string_view_opt() {
                texts.iter().for_each(&mut each);
                continue;
            }
            let failed = AssessError::query(self.select.text(position));
            let texts = cast(batch.column(position), &DataType::Utf8)
                .map_err(|error| failed(error.into()))?;
            let texts: &StringArray = texts.as_string();
            texts.iter().for_each(&mut each);
        }
        Ok(())
    }

    /// A column of texts in one buffer; what is blank is empty.
    pub fn joined(&self, position: usize) -> Result<Texts, AssessError> {
        let mut joined = Texts::default();
        self.append_texts(position, &mut joined)?;
        Ok(joined)
    }

    /// Adds a column of texts to others; what is blank is empty.
    pub fn append_texts(&self, position: usize, to: &mut Texts) -> Result<(), AssessError> {
        for batch in &self.batches {
            let failed = AssessError::query(self.select.text(position));
            let views = cast(batch.column(position), &DataType::Utf8View)
                .map_err(|error| failed(error.into()))?;
            let texts = views.as_string_view().iter();
            to.extend(texts.map(Option::unwrap_or_default));
        }
        Ok(())
    }

    /// A column of texts.
    pub fn texts(&self, position: usize) -> Result<Vec<Option<String>>, AssessError> {
        let mut texts = Vec::with_capacity(self.rows());
        self.each_text(position, |text| texts.push(text.map(str::to_owned)))?;
        Ok(texts)
    }

    /// Row numbers; `u32::MAX` where rows are not numbered.
    pub fn row_numbers(&self, position: usize) -> Vec<u32> {
        let mut column = Vec::with_capacity(self.rows());
        for batch in &self.batches {
            let numbers = batch
                .column(position)
                .as_primitive::<datafusion::arrow::datatypes::UInt32Type>();
            column.extend(numbers.iter().map(|number| number.unwrap_or(u32::MAX)));
        }
        column
    }
}
