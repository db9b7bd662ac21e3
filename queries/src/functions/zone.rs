//! `is_zone(name)`: does the tz database know this zone? Null for null.

use std::sync::Arc;

use chrono_tz::Tz;
use datafusion::{
    arrow::{
        array::{ArrayRef, AsArray, BooleanArray},
        datatypes::DataType,
    },
    common::Result,
    logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility},
};

/// `is_zone(name)`.
pub fn is_zone() -> ScalarUDF {
    ScalarUDF::from(IsZone { signature: Signature::exact(vec![DataType::Utf8], Volatility::Immutable) })
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct IsZone {
    signature: Signature,
}

impl ScalarUDFImpl for IsZone {
    fn name(&self) -> &'static str {
        "is_zone"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _types: &[DataType]) -> Result<DataType> {
        Ok(DataType::Boolean)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let arrays = ColumnarValue::values_to_arrays(&args.args)?;
        let known: BooleanArray = arrays[0].as_string::<i32>().iter().map(|name| name.map(|name| name.parse::<Tz>().is_ok())).collect();
        Ok(ColumnarValue::Array(Arc::new(known) as ArrayRef))
    }
}
