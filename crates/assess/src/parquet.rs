//! Registers that are held as Parquet files.

use std::sync::Arc;

use bytes::Bytes;
use datafusion::arrow::datatypes::DataType;
use datafusion::dataframe::DataFrame;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::context::SessionContext;
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::logical_expr::{Expr, cast, lit};
use datafusion::object_store::memory::InMemory;
use datafusion::object_store::{ObjectStoreExt, path::Path};
use datafusion::prelude::{ParquetReadOptions, ident};
use datafusion::scalar::ScalarValue;
use junheng_model::Quantity;
use junheng_rulebook::{ColumnKind, Register, Rulebook};

use crate::code_names::code_names;
use crate::snapshot::{ROW, data_type};

/// Opens a register's file, whose store in the context is called `name`.
///
/// # Errors
/// When the bytes are no Parquet file, or a column cannot be read as what it is declared to be.
pub(crate) async fn open(
    context: &SessionContext,
    name: &str,
    bytes: Bytes,
    register: &Register,
    rulebook: &Rulebook,
) -> Result<DataFrame> {
    let store = Arc::new(InMemory::new());
    // The store is the register's own; a Chinese name would be escaped in a path.
    let path = Path::from("register.parquet");
    store
        .put(&path, bytes.into())
        .await
        .map_err(DataFusionError::from)?;
    let url = url_of(name);
    context.register_object_store(url.as_ref(), store);
    let frame = context
        .read_parquet(format!("{url}{path}"), ParquetReadOptions::default())
        .await?;
    as_register(frame, register, rulebook)
}

fn url_of(name: &str) -> ObjectStoreUrl {
    // Each table has a store of its own; the name is hexadecimal because a URL's host is ASCII.
    let host: String = name.bytes().map(|byte| format!("{byte:02x}")).collect();
    ObjectStoreUrl::parse(format!("memory://{host}"))
        .expect("a hexadecimal host always makes a URL")
}

/// A file's columns under their declared names, in their declared units and types. Headings are matched
/// as a workbook's are; what the file does not have is null.
fn as_register(frame: DataFrame, register: &Register, rulebook: &Rulebook) -> Result<DataFrame> {
    let headings: Vec<(String, DataType)> = frame
        .schema()
        .fields()
        .iter()
        .map(|field| (field.name().clone(), field.data_type().clone()))
        .collect();
    let mut found: Vec<Option<(String, DataType, Quantity)>> = vec![None; register.columns.len()];
    for (heading, kept_as) in headings {
        if let Some(matched) = register.match_heading(&heading, &rulebook.units) {
            found[matched.column].get_or_insert((heading, kept_as, matched.factor));
        }
    }
    let mut columns: Vec<Expr> = Vec::with_capacity(register.columns.len() + 1);
    for (column, found) in register.columns.iter().zip(found) {
        let wanted = data_type(column);
        let value = match found {
            None => lit(ScalarValue::try_from(&wanted)?),
            // Texts are read in place, whichever way the file keeps them.
            Some((heading, DataType::Utf8View, _)) if column.kind == ColumnKind::Text => {
                ident(heading)
            }
            Some((heading, _, factor)) => {
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
