//! Registers that are held as Parquet files.

use datafusion::arrow::datatypes::DataType;
use datafusion::dataframe::DataFrame;
use datafusion::error::Result;
use datafusion::logical_expr::{Expr, cast, lit};
use datafusion::prelude::ident;
use datafusion::scalar::ScalarValue;
use junheng_model::Quantity;
use junheng_rulebook::{ColumnKind, Register, Rulebook};

use crate::code_names::code_names;
use crate::snapshot::{ROW, data_type};

/// A file's columns under their declared names, in their declared units and types. Headings are matched
/// as a workbook's are; what the file does not have is null.
pub(crate) fn as_register(
    frame: DataFrame,
    register: &Register,
    rulebook: &Rulebook,
) -> Result<DataFrame> {
    let headings: Vec<String> = frame
        .schema()
        .fields()
        .iter()
        .map(|field| field.name().clone())
        .collect();
    let mut found: Vec<Option<(String, Quantity)>> = vec![None; register.columns.len()];
    for heading in headings {
        if let Some(matched) = register.match_heading(&heading, &rulebook.units) {
            found[matched.column].get_or_insert((heading, matched.factor));
        }
    }
    let mut columns: Vec<Expr> = Vec::with_capacity(register.columns.len() + 1);
    for (column, found) in register.columns.iter().zip(found) {
        let wanted = data_type(column);
        let value = match found {
            None => lit(ScalarValue::try_from(&wanted)?),
            Some((heading, factor)) => {
                let stored = ident(heading);
                let read = cast(stored.clone(), wanted.clone());
                match &column.kind {
                    ColumnKind::Code(list) => match rulebook.code_list(list) {
                        Some(list) => code_names(list).call(vec![read]),
                        None => read,
                    },
                    // Converted before it is rounded to six places, not after.
                    _ if factor != Quantity::ONE => cast(
                        cast(stored, DataType::Float64) * lit(factor.to_f64()),
                        wanted,
                    ),
                    _ => read,
                }
            }
        };
        columns.push(value.alias(&column.name));
    }
    columns.push(lit(ScalarValue::UInt32(None)).alias(ROW));
    frame.select(columns)
}
