//! Codes given by name.

use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use datafusion::arrow::array::{AsArray, StringViewArray};
use datafusion::arrow::datatypes::DataType;
use datafusion::error::Result;
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};
use junheng_rulebook::CodeList;

/// A function over texts that are read in place. It turns the official name (or an alias) of a code into the code and
/// leaves everything else as it is.
pub(crate) fn code_names(list: &CodeList) -> ScalarUDF {
    let mut codes = HashMap::new();
    for code in &list.codes {
        for name in std::iter::once(&code.name).chain(&code.aliases) {
            codes.insert(name.clone(), code.code.clone());
        }
    }
    ScalarUDF::from(CodeNames {
        list: list.name.clone(),
        ascii_names: codes.keys().any(|name| name.is_ascii()),
        codes,
        signature: Signature::exact(vec![DataType::Utf8View], Volatility::Immutable),
    })
}

#[derive(Debug)]
struct CodeNames {
    list: String,
    codes: HashMap<String, String>,
    /// Whether some name is written like a code, in ASCII.
    ascii_names: bool,
    signature: Signature,
}

impl CodeNames {
    /// Nearly every text is a code already, and codes are told from Chinese names without looking them up.
    fn is_no_name(&self, text: &str) -> bool {
        text.is_ascii() && !self.ascii_names
    }

    fn code<'t>(&'t self, text: &'t str) -> &'t str {
        self.codes.get(text).map_or(text, String::as_str)
    }
}

// Two functions are the same when they translate the same list.
impl PartialEq for CodeNames {
    fn eq(&self, other: &Self) -> bool {
        self.list == other.list
    }
}

impl Eq for CodeNames {}

impl Hash for CodeNames {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.list.hash(state);
    }
}

impl ScalarUDFImpl for CodeNames {
    fn name(&self) -> &str {
        &self.list
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Utf8View)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let arrays = ColumnarValue::values_to_arrays(&args.args)?;
        let texts = arrays[0].as_string_view();
        if texts.iter().flatten().all(|text| self.is_no_name(text)) {
            return Ok(ColumnarValue::Array(arrays[0].clone()));
        }
        let codes: StringViewArray = texts
            .iter()
            .map(|text| text.map(|text| self.code(text)))
            .collect();
        Ok(ColumnarValue::Array(Arc::new(codes)))
    }
}
