//! Working time in SQL: `business_micros(rule, a, b)`, `business_union(rule, a, b)` and `business_add(rule, a, micros)`.

use std::sync::Arc;

use datafusion::{
    arrow::{
        array::{Array, ArrayRef, AsArray, Int64Array, StringArray, TimestampMicrosecondArray},
        datatypes::{DataType, Field, FieldRef, Int64Type, TimeUnit, TimestampMicrosecondType},
    },
    common::{DataFusionError, Result, ScalarValue, utils::SingleRowListArrayBuilder},
    logical_expr::{
        Accumulator, AggregateUDF, AggregateUDFImpl, ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
        function::{AccumulatorArgs, StateFieldsArgs},
    },
};

use super::calendar::Calendar;

/// `business_micros(rule, a, b)`: working time from a to b under a calendar's rule, in whole microseconds; null when one is null.
pub fn business_micros() -> ScalarUDF {
    ScalarUDF::from(BusinessMicros { signature: Signature::exact(arguments(), Volatility::Immutable) })
}

/// `business_add(rule, a, micros)`: the earliest instant from a on at which so much working time has passed; null when it never does.
pub fn business_add() -> ScalarUDF {
    let mut types = arguments();
    types[2] = DataType::Int64;
    ScalarUDF::from(BusinessAdd { signature: Signature::exact(types, Volatility::Immutable) })
}

/// `business_union(rule, a, b)`: working time in the union of the group's spans `[a, b)`, in whole microseconds; null without any.
pub fn business_union() -> AggregateUDF {
    AggregateUDF::from(BusinessUnion { signature: Signature::exact(arguments(), Volatility::Immutable) })
}

fn arguments() -> Vec<DataType> {
    let at = DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()));
    vec![DataType::Utf8, at.clone(), at]
}

fn failed(problem: String) -> DataFusionError {
    DataFusionError::Execution(problem)
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct BusinessMicros {
    signature: Signature,
}

impl ScalarUDFImpl for BusinessMicros {
    fn name(&self) -> &'static str {
        "business_micros"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _types: &[DataType]) -> Result<DataType> {
        Ok(DataType::Int64)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let arrays = ColumnarValue::values_to_arrays(&args.args)?;
        let rules = arrays[0].as_string::<i32>();
        let (from, to) = (arrays[1].as_primitive::<TimestampMicrosecondType>(), arrays[2].as_primitive::<TimestampMicrosecondType>());
        let bounds = |array: &TimestampMicrosecondArray| (datafusion::arrow::compute::min(array), datafusion::arrow::compute::max(array));
        let (Some(first), Some(last)) = (bounds(from).0.into_iter().chain(bounds(to).0).min(), bounds(from).1.into_iter().chain(bounds(to).1).max())
        else {
            return Ok(ColumnarValue::Array(Arc::new(Int64Array::new_null(rules.len()))));
        };
        // Rules repeat from row to row: the last one is at hand.
        let mut known: Option<(&str, Arc<Calendar>)> = None;
        let mut micros = Vec::with_capacity(rules.len());
        for row in 0..rules.len() {
            if rules.is_null(row) || from.is_null(row) || to.is_null(row) {
                micros.push(None);
                continue;
            }
            let rule = rules.value(row);
            let calendar = match &known {
                Some((text, calendar)) if *text == rule => calendar,
                _ => &known.insert((rule, Calendar::of(rule, first, last).map_err(failed)?)).1,
            };
            micros.push(Some(calendar.between(from.value(row), to.value(row))));
        }
        Ok(ColumnarValue::Array(Arc::new(Int64Array::from(micros))))
    }
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct BusinessAdd {
    signature: Signature,
}

impl ScalarUDFImpl for BusinessAdd {
    fn name(&self) -> &'static str {
        "business_add"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, types: &[DataType]) -> Result<DataType> {
        Ok(types[1].clone())
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let arrays = ColumnarValue::values_to_arrays(&args.args)?;
        let (rules, from) = (arrays[0].as_string::<i32>(), arrays[1].as_primitive::<TimestampMicrosecondType>());
        let rows = rules.iter().zip(from.iter()).zip(arrays[2].as_primitive::<Int64Type>().iter());
        let added = rows.map(|((rule, from), micros)| match (rule, from, micros) {
            (Some(rule), Some(from), Some(micros)) => Calendar::after(rule, from, micros).map_err(failed),
            _ => Ok(None),
        });
        let added: TimestampMicrosecondArray = added.collect::<Result<_>>()?;
        Ok(ColumnarValue::Array(Arc::new(added.with_timezone("UTC"))))
    }
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct BusinessUnion {
    signature: Signature,
}

impl AggregateUDFImpl for BusinessUnion {
    fn name(&self) -> &'static str {
        "business_union"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _types: &[DataType]) -> Result<DataType> {
        Ok(DataType::Int64)
    }

    fn accumulator(&self, _args: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        Ok(Box::new(Spans::default()))
    }

    fn state_fields(&self, args: StateFieldsArgs<'_>) -> Result<Vec<FieldRef>> {
        let list = DataType::List(Arc::new(Field::new_list_field(DataType::Int64, true)));
        Ok(vec![
            Arc::new(Field::new(format!("{}[rule]", args.name), DataType::Utf8, true)),
            Arc::new(Field::new(format!("{}[bounds]", args.name), list, true)),
        ])
    }
}

/// The spans of one group, which has one rule.
#[derive(Debug, Default)]
struct Spans {
    rule: Option<String>,
    spans: Vec<(i64, i64)>,
}

impl Spans {
    fn take_rule(&mut self, rules: &StringArray) -> Result<()> {
        for rule in rules.iter().flatten() {
            match &self.rule {
                None => self.rule = Some(rule.to_owned()),
                Some(known) if known == rule => {}
                Some(_) => return Err(failed("business_union(rule, a, b) wants one rule for a group".to_owned())),
            }
        }
        Ok(())
    }
}

impl Accumulator for Spans {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        self.take_rule(values[0].as_string::<i32>())?;
        let (from, to) = (values[1].as_primitive::<TimestampMicrosecondType>(), values[2].as_primitive::<TimestampMicrosecondType>());
        self.spans.extend(from.iter().zip(to.iter()).filter_map(|(from, to)| Some((from?, to?))));
        Ok(())
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        let bounds = || self.spans.iter().flat_map(|(from, to)| [*from, *to]);
        let (Some(rule), Some(first), Some(last)) = (&self.rule, bounds().min(), bounds().max()) else { return Ok(ScalarValue::Int64(None)) };
        let calendar = Calendar::of(rule, first, last).map_err(failed)?;
        Ok(ScalarValue::Int64(Some(calendar.union(self.spans.clone()))))
    }

    fn size(&self) -> usize {
        size_of_val(self) + self.spans.capacity() * size_of::<(i64, i64)>() + self.rule.as_ref().map_or(0, String::capacity)
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        let bounds: Int64Array = self.spans.iter().flat_map(|(from, to)| [*from, *to]).collect::<Vec<_>>().into();
        Ok(vec![ScalarValue::Utf8(self.rule.clone()), SingleRowListArrayBuilder::new(Arc::new(bounds)).build_list_scalar()])
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        self.take_rule(states[0].as_string::<i32>())?;
        let lists = states[1].as_list::<i32>();
        for row in (0..lists.len()).filter(|row| lists.is_valid(*row)) {
            let bounds = lists.value(row);
            let bounds = bounds.as_primitive::<Int64Type>().values();
            self.spans.extend(bounds.chunks_exact(2).map(|pair| (pair[0], pair[1])));
        }
        Ok(())
    }
}
