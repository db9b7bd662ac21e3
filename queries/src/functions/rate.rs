//! `wilson_low(k, n)`, `wilson_high(k, n)`, `beta_quantile(p, a, b)`: how sure a rate is, as intervals of 90 %.

use std::sync::Arc;

use datafusion::{
    arrow::{
        array::{Array, ArrayRef, AsArray, Float64Array},
        datatypes::{DataType, Float64Type, Int64Type},
    },
    common::{DataFusionError, Result},
    logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility},
};

pub mod beta;

/// 95 % quantile of the normal distribution: intervals are of 90 %.
pub const Z: f64 = 1.644_853_626_951_472_2;

/// The functions as the engine takes them.
pub fn functions() -> [ScalarUDF; 3] {
    let wilson = |end| Wilson { end, signature: Signature::exact(vec![DataType::Int64, DataType::Int64], Volatility::Immutable) };
    let numbers = Signature::exact(vec![DataType::Float64; 3], Volatility::Immutable);
    [ScalarUDF::from(wilson(End::Low)), ScalarUDF::from(wilson(End::High)), ScalarUDF::from(BetaQuantile { signature: numbers })]
}

/// The interval of the rate k/n at `z` normal deviations, within [0, 1]; none for n = 0
/// (Wilson 1927; Brown, Cai and DasGupta 2001): centre `(p + z²/2n)/(1 + z²/n)`, half width `z·√(p(1−p)/n + z²/4n²)/(1 + z²/n)`.
pub fn wilson(k: u64, n: u64, z: f64) -> Option<(f64, f64)> {
    if n == 0 {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "counts of rows lie far below 2^53")]
    let (k, n) = (k as f64, n as f64);
    let (p, wide) = (k / n, z * z / n);
    let centre = (p + wide / 2.0) / (1.0 + wide);
    let half = z * (p * (1.0 - p) / n + wide / (4.0 * n)).sqrt() / (1.0 + wide);
    // At 0 and at n an end is exact, whatever the last bits of a float say.
    let low = if k == 0.0 { 0.0 } else { (centre - half).clamp(0.0, 1.0) };
    let high = if k == n { 1.0 } else { (centre + half).clamp(0.0, 1.0) };
    Some((low, high))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum End {
    Low,
    High,
}

/// One end of Wilson's interval of 90 %: null when a count is null or n is 0, an error unless 0 ≤ k ≤ n.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Wilson {
    end: End,
    signature: Signature,
}

impl Wilson {
    fn of(&self, k: i64, n: i64) -> Result<Option<f64>> {
        let counts = u64::try_from(k).ok().zip(u64::try_from(n).ok()).filter(|(k, n)| k <= n);
        let (k, n) = counts.ok_or_else(|| DataFusionError::Execution(format!("{}({k}, {n}) wants counts with 0 <= k <= n", self.name())))?;
        Ok(wilson(k, n, Z).map(|(low, high)| match self.end {
            End::Low => low,
            End::High => high,
        }))
    }
}

impl ScalarUDFImpl for Wilson {
    fn name(&self) -> &'static str {
        match self.end {
            End::Low => "wilson_low",
            End::High => "wilson_high",
        }
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _types: &[DataType]) -> Result<DataType> {
        Ok(DataType::Float64)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let arrays = ColumnarValue::values_to_arrays(&args.args)?;
        let (k, n) = (arrays[0].as_primitive::<Int64Type>(), arrays[1].as_primitive::<Int64Type>());
        let ends = k.iter().zip(n.iter()).map(|(k, n)| k.zip(n).map_or(Ok(None), |(k, n)| self.of(k, n)));
        Ok(ColumnarValue::Array(Arc::new(ends.collect::<Result<Float64Array>>()?) as ArrayRef))
    }
}

/// The value below which a share p of Beta(a, b) lies: null when an argument is null, an error for those that no distribution has.
#[derive(Debug, PartialEq, Eq, Hash)]
struct BetaQuantile {
    signature: Signature,
}

impl ScalarUDFImpl for BetaQuantile {
    fn name(&self) -> &'static str {
        "beta_quantile"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _types: &[DataType]) -> Result<DataType> {
        Ok(DataType::Float64)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let arrays = ColumnarValue::values_to_arrays(&args.args)?;
        let numbers: Vec<&Float64Array> = arrays.iter().map(|array| array.as_primitive::<Float64Type>()).collect();
        let of = |row: usize| {
            if numbers.iter().any(|column| column.is_null(row)) {
                return Ok(None);
            }
            let (p, a, b) = (numbers[0].value(row), numbers[1].value(row), numbers[2].value(row));
            let found = beta::quantile(p, a, b);
            found
                .map(Some)
                .ok_or_else(|| DataFusionError::Execution(format!("beta_quantile({p}, {a}, {b}) wants p from 0 to 1, a and b from 0 on, not both 0")))
        };
        let rows = numbers.first().map_or(0, |column| column.len());
        Ok(ColumnarValue::Array(Arc::new((0..rows).map(of).collect::<Result<Float64Array>>()?) as ArrayRef))
    }
}
