//! Durations: whole microseconds between two instants, and seconds divided out once at the end.

use std::sync::Arc;

use datafusion::{
    arrow::{
        array::{ArrayRef, AsArray, Float64Array, Int64Array},
        datatypes::{DataType, Float64Type, TimeUnit, TimestampMicrosecondType},
    },
    common::{DataFusionError, Result},
    logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility},
};

/// `seconds(micros)`: microseconds, whole or a mean of whole ones, divided by 1,000,000.
pub fn seconds() -> ScalarUDF {
    ScalarUDF::from(Seconds { signature: Signature::exact(vec![DataType::Float64], Volatility::Immutable) })
}

/// `micros_between(a, b)`: b − a in whole microseconds; null when either is.
pub fn micros_between() -> ScalarUDF {
    let at = DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()));
    ScalarUDF::from(MicrosBetween { signature: Signature::exact(vec![at.clone(), at], Volatility::Immutable) })
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Seconds {
    signature: Signature,
}

impl ScalarUDFImpl for Seconds {
    fn name(&self) -> &'static str {
        "seconds"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _types: &[DataType]) -> Result<DataType> {
        Ok(DataType::Float64)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let arrays = ColumnarValue::values_to_arrays(&args.args)?;
        let divided: Float64Array = arrays[0].as_primitive::<Float64Type>().unary(|micros| micros / 1_000_000.0);
        Ok(ColumnarValue::Array(Arc::new(divided)))
    }
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct MicrosBetween {
    signature: Signature,
}

impl ScalarUDFImpl for MicrosBetween {
    fn name(&self) -> &'static str {
        "micros_between"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _types: &[DataType]) -> Result<DataType> {
        Ok(DataType::Int64)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let arrays = ColumnarValue::values_to_arrays(&args.args)?;
        let (from, to) = (arrays[0].as_primitive::<TimestampMicrosecondType>(), arrays[1].as_primitive::<TimestampMicrosecondType>());
        let between = |(from, to): (Option<i64>, Option<i64>)| match (from, to) {
            (Some(from), Some(to)) => {
                to.checked_sub(from).map(Some).ok_or_else(|| DataFusionError::Execution("two instants lie too far apart".to_owned()))
            }
            _ => Ok(None),
        };
        let micros: Result<Vec<Option<i64>>> = from.iter().zip(to.iter()).map(between).collect();
        Ok(ColumnarValue::Array(Arc::new(Int64Array::from(micros?)) as ArrayRef))
    }
}
