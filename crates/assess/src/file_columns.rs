//! From the columns of a file to those of a register.

use datafusion::arrow::datatypes::{DataType, SchemaRef};
use datafusion::dataframe::DataFrame;
use datafusion::error::Result;
use datafusion::logical_expr::{Expr, cast, lit};
use datafusion::prelude::ident;
use datafusion::scalar::ScalarValue;
use junheng_model::Quantity;
use junheng_rulebook::{CodeList, Column, ColumnKind, HeadingIndex, Register, Rulebook};

use crate::code_names::code_names;
use crate::decimals::as_quantities;
use crate::known_names::ROW;
use crate::snapshot::data_type;

/// How a file's columns become a register's, each under its declared name, in its declared unit and type. Headings are
/// matched as a workbook's are; what the file does not have is null.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FileColumns {
    schema: SchemaRef,
    columns: Vec<FileColumn>,
}

#[derive(Debug, Clone, PartialEq)]
struct FileColumn {
    name: String,
    wanted: DataType,
    is_text: bool,
    is_quantity: bool,
    /// The file's column, and by how much its figures are multiplied.
    found: Option<(usize, Quantity)>,
    codes: Option<CodeList>,
}

impl FileColumns {
    pub fn new(schema: &SchemaRef, register: &Register, rulebook: &Rulebook) -> Self {
        let mut found = vec![None; register.columns.len()];
        let index = HeadingIndex::new(register, &rulebook.units);
        for (position, field) in schema.fields().iter().enumerate() {
            if let Some(matched) = index.find(field.name()) {
                found[matched.column].get_or_insert((position, matched.factor));
            }
        }
        let codes = |column: &Column| match &column.kind {
            ColumnKind::Code(list) => rulebook.code_list(list).cloned(),
            _ => None,
        };
        let columns = register.columns.iter().zip(found);
        let columns = columns.map(|(column, found)| FileColumn {
            name: column.name.clone(),
            wanted: data_type(column),
            is_text: column.kind == ColumnKind::Text,
            is_quantity: column.kind == ColumnKind::Quantity,
            found,
            codes: codes(column),
        });
        Self {
            schema: schema.clone(),
            columns: columns.collect(),
        }
    }

    /// The register in the file.
    ///
    /// # Errors
    /// When a column cannot be read as what it is declared to be.
    pub fn register(&self, file: DataFrame) -> Result<DataFrame> {
        let columns = self.columns.iter().map(|column| self.read(column));
        let mut columns: Vec<Expr> = columns.collect::<Result<_>>()?;
        columns.push(lit(ScalarValue::UInt32(None)).alias(ROW));
        file.select(columns)
    }

    fn read(&self, column: &FileColumn) -> Result<Expr> {
        let wanted = column.wanted.clone();
        let Some((position, factor)) = column.found else {
            return Ok(lit(ScalarValue::try_from(&wanted)?).alias(&column.name));
        };
        let field = self.schema.field(position);
        let stored = ident(field.name());
        let value = match (field.data_type(), &column.codes) {
            // Texts are read in place, whichever way the file keeps them.
            (DataType::Utf8View, _) if column.is_text => stored,
            (_, Some(list)) => code_names(list).call(vec![cast(stored, DataType::Utf8View)]),
            (&DataType::Decimal128(_, places), _)
                if column.is_quantity
                    && let Some(converted) = as_quantities(places, factor) =>
            {
                converted.call(vec![stored])
            }
            // Converted before it is rounded to six places, not after.
            _ if factor != Quantity::ONE => {
                let float = cast(stored, DataType::Float64) * lit(factor.to_f64());
                cast(float, wanted)
            }
            _ => cast(stored, wanted),
        };
        Ok(value.alias(&column.name))
    }
}
