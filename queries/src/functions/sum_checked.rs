//! `sum_checked(x)`: an exact sum of money or whole numbers. Overflow is an error; the engine's own `SUM` wraps silently.

use std::sync::Arc;

use datafusion::{
    arrow::{
        array::{Array, ArrayRef, AsArray, BooleanArray, Decimal128Array, Int64Array},
        compute::cast,
        datatypes::{DataType, Decimal128Type, Field, FieldRef, Int64Type},
    },
    common::{DataFusionError, Result, ScalarValue},
    logical_expr::{
        Accumulator, AggregateUDF, AggregateUDFImpl, EmitTo, GroupsAccumulator, Signature, Volatility,
        function::{AccumulatorArgs, StateFieldsArgs},
    },
};

/// Digits that a sum of decimals may have.
const SUM_DIGITS: u8 = 38;
const LARGEST: i128 = 10_i128.pow(SUM_DIGITS as u32) - 1;

/// The function as the engine takes it.
pub fn function() -> AggregateUDF {
    AggregateUDF::from(SumChecked { signature: Signature::user_defined(Volatility::Immutable) })
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct SumChecked {
    signature: Signature,
}

impl AggregateUDFImpl for SumChecked {
    fn name(&self) -> &'static str {
        "sum_checked"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, types: &[DataType]) -> Result<Vec<DataType>> {
        match types {
            [DataType::Decimal128(_, scale)] => Ok(vec![DataType::Decimal128(SUM_DIGITS, *scale)]),
            [kind] if kind.is_integer() || kind.is_null() => Ok(vec![DataType::Int64]),
            _ => Err(DataFusionError::Plan(format!("sum_checked(x) sums decimals and whole numbers, not {types:?}"))),
        }
    }

    fn return_type(&self, types: &[DataType]) -> Result<DataType> {
        Ok(types[0].clone())
    }

    fn accumulator(&self, args: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        refuse_distinct(&args)?;
        Ok(Box::new(One { total: Total::default(), kind: args.return_type().clone() }))
    }

    fn create_sliding_accumulator(&self, args: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        self.accumulator(args)
    }

    fn groups_accumulator_supported(&self, args: AccumulatorArgs<'_>) -> bool {
        !args.is_distinct
    }

    fn create_groups_accumulator(&self, args: AccumulatorArgs<'_>) -> Result<Box<dyn GroupsAccumulator>> {
        refuse_distinct(&args)?;
        Ok(Box::new(Groups { totals: Vec::new(), kind: args.return_type().clone() }))
    }

    fn state_fields(&self, args: StateFieldsArgs<'_>) -> Result<Vec<FieldRef>> {
        let kind = args.return_field.data_type().clone();
        Ok(vec![
            Arc::new(Field::new(format!("{}[sum]", args.name), kind, true)),
            Arc::new(Field::new(format!("{}[rows]", args.name), DataType::Int64, true)),
        ])
    }
}

fn refuse_distinct(args: &AccumulatorArgs<'_>) -> Result<()> {
    if args.is_distinct { Err(DataFusionError::Plan("sum_checked(DISTINCT x) has no meaning for money".to_owned())) } else { Ok(()) }
}

/// A sum and how many values are in it: the sum of nothing is null.
#[derive(Debug, Clone, Copy, Default)]
struct Total {
    sum: i128,
    rows: i64,
}

impl Total {
    fn add(&mut self, value: i128, rows: i64) -> Result<()> {
        let sum = self.sum.checked_add(value).ok_or_else(overflow)?;
        *self = Self { sum, rows: self.rows + rows };
        Ok(())
    }

    /// The sum in its own type; a sum that does not fit is an error here, so that a detour beyond the limit is none.
    fn value(self, kind: &DataType) -> Result<Option<i128>> {
        let fits = match kind {
            DataType::Int64 => i64::try_from(self.sum).is_ok(),
            _ => self.sum.unsigned_abs() <= LARGEST.unsigned_abs(),
        };
        if fits { Ok((self.rows > 0).then_some(self.sum)) } else { Err(overflow()) }
    }
}

fn overflow() -> DataFusionError {
    DataFusionError::Execution("a sum does not fit its type (sum_checked): nothing was rounded or wrapped".to_owned())
}

/// The values of a column in whole units; none where null.
fn units(array: &ArrayRef, kind: &DataType) -> Result<Vec<Option<i128>>> {
    let array = if array.data_type() == kind { array.clone() } else { cast(array, kind)? };
    Ok(match kind {
        DataType::Int64 => array.as_primitive::<Int64Type>().iter().map(|value| value.map(i128::from)).collect(),
        _ => array.as_primitive::<Decimal128Type>().iter().collect(),
    })
}

fn array_of(values: Vec<Option<i128>>, kind: &DataType) -> Result<ArrayRef> {
    Ok(match kind {
        DataType::Decimal128(precision, scale) => Arc::new(Decimal128Array::from(values).with_precision_and_scale(*precision, *scale)?),
        _ => {
            let narrow = |value: i128| i64::try_from(value).map_err(|_| overflow());
            let narrowed: Result<Vec<Option<i64>>> = values.into_iter().map(|value| value.map(narrow).transpose()).collect();
            Arc::new(Int64Array::from(narrowed?))
        }
    })
}

/// The sum of one group.
#[derive(Debug)]
struct One {
    total: Total,
    kind: DataType,
}

impl Accumulator for One {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        units(&values[0], &self.kind)?.into_iter().flatten().try_for_each(|value| self.total.add(value, 1))
    }

    fn retract_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        units(&values[0], &self.kind)?.into_iter().flatten().try_for_each(|value| self.total.add(-value, -1))
    }

    fn supports_retract_batch(&self) -> bool {
        true
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        ScalarValue::try_from_array(&array_of(vec![self.total.value(&self.kind)?], &self.kind)?, 0)
    }

    fn size(&self) -> usize {
        size_of_val(self)
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        Ok(vec![self.evaluate()?, ScalarValue::Int64(Some(self.total.rows))])
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        let rows = states[1].as_primitive::<Int64Type>();
        for (row, sum) in units(&states[0], &self.kind)?.into_iter().enumerate() {
            self.total.add(sum.unwrap_or(0), rows.value(row))?;
        }
        Ok(())
    }
}

/// The sums of many groups at once.
#[derive(Debug)]
struct Groups {
    totals: Vec<Total>,
    kind: DataType,
}

impl Groups {
    fn emit(&mut self, emit_to: EmitTo) -> Vec<Total> {
        emit_to.take_needed(&mut self.totals)
    }
}

impl GroupsAccumulator for Groups {
    fn update_batch(&mut self, values: &[ArrayRef], groups: &[usize], filter: Option<&BooleanArray>, total: usize) -> Result<()> {
        self.totals.resize(total, Total::default());
        let passes = |row: usize| filter.is_none_or(|filter| filter.is_valid(row) && filter.value(row));
        for (row, value) in units(&values[0], &self.kind)?.into_iter().enumerate() {
            if let (Some(value), true) = (value, passes(row)) {
                self.totals[groups[row]].add(value, 1)?;
            }
        }
        Ok(())
    }

    fn evaluate(&mut self, emit_to: EmitTo) -> Result<ArrayRef> {
        let kind = self.kind.clone();
        let values: Result<Vec<Option<i128>>> = self.emit(emit_to).into_iter().map(|total| total.value(&kind)).collect();
        array_of(values?, &kind)
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        let kind = self.kind.clone();
        let totals = self.emit(emit_to);
        let rows = Arc::new(Int64Array::from_iter_values(totals.iter().map(|total| total.rows)));
        let values: Result<Vec<Option<i128>>> = totals.into_iter().map(|total| total.value(&kind)).collect();
        Ok(vec![array_of(values?, &kind)?, rows])
    }

    fn merge_batch(&mut self, values: &[ArrayRef], groups: &[usize], total: usize) -> Result<()> {
        self.totals.resize(total, Total::default());
        let rows = values[1].as_primitive::<Int64Type>();
        for (row, sum) in units(&values[0], &self.kind)?.into_iter().enumerate() {
            self.totals[groups[row]].add(sum.unwrap_or(0), rows.value(row))?;
        }
        Ok(())
    }

    fn convert_to_state(&self, values: &[ArrayRef], filter: Option<&BooleanArray>) -> Result<Vec<ArrayRef>> {
        let passes = |row: usize| filter.is_none_or(|filter| filter.is_valid(row) && filter.value(row));
        let kept: Vec<Option<i128>> =
            units(&values[0], &self.kind)?.into_iter().enumerate().map(|(row, value)| value.filter(|_| passes(row))).collect();
        let rows = Arc::new(Int64Array::from_iter_values(kept.iter().map(|value| i64::from(value.is_some()))));
        Ok(vec![array_of(kept, &self.kind)?, rows])
    }

    fn size(&self) -> usize {
        size_of_val(self) + self.totals.capacity() * size_of::<Total>()
    }
}
