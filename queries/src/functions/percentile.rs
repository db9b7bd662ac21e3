//! `percentile(x, p)`: linear, type 7 of Hyndman and Fan (1996). The engine's own `percentile_cont` truncates its weight.

use std::sync::Arc;

use datafusion::{
    arrow::{
        array::{Array, ArrayRef, AsArray, BooleanArray, Float64Array, ListArray},
        buffer::OffsetBuffer,
        datatypes::{DataType, Field, FieldRef, Float64Type},
    },
    common::{DataFusionError, Result, ScalarValue, utils::SingleRowListArrayBuilder},
    logical_expr::{
        Accumulator, AggregateUDF, AggregateUDFImpl, EmitTo, GroupsAccumulator, Signature, Volatility,
        function::{AccumulatorArgs, StateFieldsArgs},
    },
    physical_expr::expressions::Literal,
};

/// The function as the engine takes it.
pub fn function() -> AggregateUDF {
    AggregateUDF::from(Percentile { signature: Signature::exact(vec![DataType::Float64, DataType::Float64], Volatility::Immutable) })
}

/// The percentile of sorted values: `h = (n−1)p`, `x[⌊h⌋] + (h−⌊h⌋)(x[⌊h⌋+1] − x[⌊h⌋])`; none for no values.
///
/// `p` lies in [0, 1].
pub fn type7(sorted: &[f64], p: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    #[expect(clippy::cast_precision_loss, reason = "a column of 2^53 values does not fit any memory")]
    let place = last as f64 * p;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the floor of a place between 0 and the last index")]
    let below = (place.floor() as usize).min(last);
    let above = (below + 1).min(last);
    Some(sorted[below] + place.fract() * (sorted[above] - sorted[below]))
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Percentile {
    signature: Signature,
}

impl AggregateUDFImpl for Percentile {
    fn name(&self) -> &'static str {
        "percentile"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _types: &[DataType]) -> Result<DataType> {
        Ok(DataType::Float64)
    }

    fn accumulator(&self, args: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        Ok(Box::new(Values { p: wanted(&args)?, values: Vec::new() }))
    }

    fn groups_accumulator_supported(&self, _args: AccumulatorArgs<'_>) -> bool {
        true
    }

    fn create_groups_accumulator(&self, args: AccumulatorArgs<'_>) -> Result<Box<dyn GroupsAccumulator>> {
        Ok(Box::new(Groups { p: wanted(&args)?, values: Vec::new(), held: 0 }))
    }

    fn state_fields(&self, args: StateFieldsArgs<'_>) -> Result<Vec<FieldRef>> {
        let item = Field::new_list_field(DataType::Float64, true);
        Ok(vec![Arc::new(Field::new(format!("{}[values]", args.name), DataType::List(Arc::new(item)), true))])
    }
}

/// The `p` of a call: a number in the text.
fn wanted(args: &AccumulatorArgs<'_>) -> Result<f64> {
    let literal = args.exprs.get(1).and_then(|expr| expr.downcast_ref::<Literal>()).map(Literal::value);
    match literal {
        Some(ScalarValue::Float64(Some(p))) if (0.0..=1.0).contains(p) && !args.is_distinct => Ok(*p),
        _ => Err(DataFusionError::Plan("percentile(x, p) wants a number p between 0 and 1, written in the text, and no DISTINCT".to_owned())),
    }
}

fn percentile(mut values: Vec<f64>, p: f64) -> Option<f64> {
    values.sort_unstable_by(f64::total_cmp);
    type7(&values, p)
}

/// The values of one group.
#[derive(Debug)]
struct Values {
    p: f64,
    values: Vec<f64>,
}

impl Values {
    fn take(&mut self, array: &Float64Array) {
        self.values.extend(array.iter().flatten());
    }
}

impl Accumulator for Values {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        self.take(values[0].as_primitive::<Float64Type>());
        Ok(())
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        Ok(ScalarValue::Float64(percentile(std::mem::take(&mut self.values), self.p)))
    }

    fn size(&self) -> usize {
        size_of_val(self) + self.values.capacity() * size_of::<f64>()
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        let array = Arc::new(Float64Array::from(std::mem::take(&mut self.values)));
        Ok(vec![SingleRowListArrayBuilder::new(array).build_list_scalar()])
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        let lists = states[0].as_list::<i32>();
        (0..lists.len()).filter(|row| lists.is_valid(*row)).for_each(|row| self.take(lists.value(row).as_primitive::<Float64Type>()));
        Ok(())
    }
}

/// Groups on their way to another partition: a list of values for each.
fn list_of(groups: &[Vec<f64>]) -> Result<Vec<ArrayRef>> {
    let offsets = OffsetBuffer::from_lengths(groups.iter().map(Vec::len));
    let values = Float64Array::from(groups.concat());
    Ok(vec![Arc::new(ListArray::try_new(Arc::new(Field::new_list_field(DataType::Float64, true)), offsets, Arc::new(values), None)?)])
}

/// The values of many groups at once.
#[derive(Debug)]
struct Groups {
    p: f64,
    values: Vec<Vec<f64>>,
    /// Values in all groups.
    held: usize,
}

impl Groups {
    fn take(&mut self, group: usize, array: &Float64Array) {
        self.values[group].extend(array.iter().flatten());
        self.held += array.len() - array.null_count();
    }

    fn emit(&mut self, emit_to: EmitTo) -> Vec<Vec<f64>> {
        let emitted = emit_to.take_needed(&mut self.values);
        self.held -= emitted.iter().map(Vec::len).sum::<usize>();
        emitted
    }
}

impl GroupsAccumulator for Groups {
    fn update_batch(&mut self, values: &[ArrayRef], groups: &[usize], filter: Option<&BooleanArray>, total: usize) -> Result<()> {
        self.values.resize_with(total, Vec::new);
        let passes = |row: usize| filter.is_none_or(|filter| filter.is_valid(row) && filter.value(row));
        for (row, value) in values[0].as_primitive::<Float64Type>().iter().enumerate() {
            if let (Some(value), true) = (value, passes(row)) {
                self.values[groups[row]].push(value);
                self.held += 1;
            }
        }
        Ok(())
    }

    fn evaluate(&mut self, emit_to: EmitTo) -> Result<ArrayRef> {
        let p = self.p;
        Ok(Arc::new(self.emit(emit_to).into_iter().map(|values| percentile(values, p)).collect::<Float64Array>()))
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        list_of(&self.emit(emit_to))
    }

    fn convert_to_state(&self, values: &[ArrayRef], filter: Option<&BooleanArray>) -> Result<Vec<ArrayRef>> {
        let passes = |row: usize| filter.is_none_or(|filter| filter.is_valid(row) && filter.value(row));
        let kept = values[0].as_primitive::<Float64Type>().iter().enumerate().map(|(row, value)| value.filter(|_| passes(row)).into_iter().collect());
        list_of(&kept.collect::<Vec<_>>())
    }

    fn merge_batch(&mut self, values: &[ArrayRef], groups: &[usize], total: usize) -> Result<()> {
        self.values.resize_with(total, Vec::new);
        let lists = values[0].as_list::<i32>();
        for row in (0..lists.len()).filter(|row| lists.is_valid(*row)) {
            self.take(groups[row], lists.value(row).as_primitive::<Float64Type>());
        }
        Ok(())
    }

    fn size(&self) -> usize {
        // Vectors grow by doubling: at most twice what they hold.
        size_of_val(self) + self.values.capacity() * size_of::<Vec<f64>>() + 2 * self.held * size_of::<f64>()
    }
}
