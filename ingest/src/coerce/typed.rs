//! One column being typed: text in, an Arrow array of the contract's type out.

use std::{collections::HashSet, sync::Arc};

use mirante_data::arrow::{
    array::{
        ArrayRef, BooleanBuilder, Date32Builder, Decimal128Builder, Int32Builder, Int64Builder, ListBuilder, StringBuilder,
        TimestampMicrosecondBuilder,
    },
    datatypes::DataType,
    error::ArrowError,
};
use mirante_data::{contract::ColumnRule, types::ColumnType};

use super::{is_plain_text, parse};
use crate::{config::Decimal, mapping::Mapping, meta::Reason, source::json::row};

pub(super) struct TypedColumn<'a> {
    rule: &'a ColumnRule,
    mapping: &'a Mapping,
    codes: HashSet<&'a str>,
    builder: Builder,
}

enum Builder {
    Text(StringBuilder),
    Decimal(Decimal128Builder, u8),
    Int(Int64Builder),
    I32(Int32Builder),
    At(TimestampMicrosecondBuilder),
    On(Date32Builder),
    Bool(BooleanBuilder),
    List(ListBuilder<StringBuilder>),
}

impl<'a> TypedColumn<'a> {
    pub(super) fn new(rule: &'a ColumnRule, mapping: &'a Mapping, capacity: usize) -> Self {
        let data_type = rule.r#type.arrow();
        let builder = match (&data_type, rule.r#type) {
            (DataType::Decimal128(_, scale), _) => {
                Builder::Decimal(Decimal128Builder::with_capacity(capacity).with_data_type(data_type.clone()), u8::try_from(*scale).unwrap_or(0))
            }
            (_, ColumnType::Int) => Builder::Int(Int64Builder::with_capacity(capacity)),
            (_, ColumnType::I32 | ColumnType::Bp) => Builder::I32(Int32Builder::with_capacity(capacity)),
            (_, ColumnType::At) => Builder::At(TimestampMicrosecondBuilder::with_capacity(capacity).with_timezone("UTC")),
            (_, ColumnType::On) => Builder::On(Date32Builder::with_capacity(capacity)),
            (_, ColumnType::Bool) => Builder::Bool(BooleanBuilder::with_capacity(capacity)),
            (_, ColumnType::Ids | ColumnType::Texts) => Builder::List(ListBuilder::new(StringBuilder::new())),
            _ => Builder::Text(StringBuilder::with_capacity(capacity, capacity * 16)),
        };
        Self { rule, mapping, codes: rule.codes.iter().map(String::as_str).collect(), builder }
    }

    pub(super) fn push_null(&mut self) {
        match &mut self.builder {
            Builder::Text(builder) => builder.append_null(),
            Builder::Decimal(builder, _) => builder.append_null(),
            Builder::Int(builder) => builder.append_null(),
            Builder::I32(builder) => builder.append_null(),
            Builder::At(builder) => builder.append_null(),
            Builder::On(builder) => builder.append_null(),
            Builder::Bool(builder) => builder.append_null(),
            // An empty list and no list are one thing in a source of text: the contract decides which.
            Builder::List(builder) => builder.append(false),
        }
    }

    /// Types one text; on failure the cell is null and the reason is returned.
    pub(super) fn push(&mut self, text: &str) -> Result<(), Reason> {
        let outcome = self.try_push(text);
        if outcome.is_err() {
            self.push_null();
        }
        outcome
    }

    fn try_push(&mut self, text: &str) -> Result<(), Reason> {
        let trimmed = text.trim();
        match &mut self.builder {
            Builder::Text(builder) if is_plain_text(self.rule.r#type) => {
                if !self.codes.is_empty() && !self.codes.contains(text) {
                    return Err(Reason::UnknownCode);
                }
                builder.append_value(text);
            }
            Builder::Text(builder) => builder.append_value(parse::canonical_text(self.rule.r#type, trimmed)?),
            Builder::Decimal(builder, scale) => {
                let value = match self.mapping.decimal {
                    Decimal::Centavos if self.rule.r#type == ColumnType::Money => parse::centavos(trimmed)?,
                    Decimal::Comma => parse::decimal(trimmed, b',', *scale)?,
                    _ => parse::decimal(trimmed, b'.', *scale)?,
                };
                let digits = if self.rule.r#type == ColumnType::Big { 38 } else { 18 };
                if value.unsigned_abs() >= 10_u128.pow(digits) {
                    return Err(Reason::OutOfRange);
                }
                let unit = 10_i128.pow(u32::from(*scale));
                in_range(self.rule, value, unit)?;
                builder.append_value(value);
            }
            Builder::Int(builder) => {
                let value: i64 = parse::integer(trimmed)?;
                in_range(self.rule, value.into(), 1)?;
                builder.append_value(value);
            }
            Builder::I32(builder) => {
                let value = i32::try_from(parse::integer(trimmed)?).map_err(|_| Reason::OutOfRange)?;
                in_range(self.rule, value.into(), 1)?;
                builder.append_value(value);
            }
            Builder::At(builder) => builder.append_value(parse::instant(trimmed, self.mapping.timezone)?),
            Builder::On(builder) => builder.append_value(parse::day(trimmed)?),
            Builder::Bool(builder) => builder.append_value(parse::boolean(trimmed)?),
            Builder::List(builder) => {
                // A list in JSON says itself where its items end; one of a file of text has them between bars.
                let of_json = if trimmed.starts_with('[') { row::list(trimmed) } else { None };
                let mut items = of_json.unwrap_or_else(|| text.split('|').map(str::to_owned).collect());
                items.iter_mut().for_each(|item| *item = item.trim().to_owned());
                items.retain(|item| !item.is_empty());
                items.sort_unstable();
                items.iter().for_each(|item| builder.values().append_value(item));
                builder.append(true);
            }
        }
        Ok(())
    }

    pub(super) fn finish(self) -> Result<ArrayRef, ArrowError> {
        Ok(match self.builder {
            Builder::Text(mut builder) => Arc::new(builder.finish()),
            Builder::Decimal(mut builder, _) => Arc::new(builder.finish()),
            Builder::Int(mut builder) => Arc::new(builder.finish()),
            Builder::I32(mut builder) => Arc::new(builder.finish()),
            Builder::At(mut builder) => Arc::new(builder.finish()),
            Builder::On(mut builder) => Arc::new(builder.finish()),
            Builder::Bool(mut builder) => Arc::new(builder.finish()),
            Builder::List(mut builder) => Arc::new(builder.finish()),
        })
    }
}

/// The contract's limits are whole numbers of the column's unit.
fn in_range(rule: &ColumnRule, value: i128, unit: i128) -> Result<(), Reason> {
    let below = rule.min.is_some_and(|min| value < i128::from(min) * unit);
    let above = rule.max.is_some_and(|max| value > i128::from(max) * unit);
    let is_not_above = rule.above.is_some_and(|limit| value <= i128::from(limit) * unit);
    let is_unlisted = !rule.numbers.is_empty() && !rule.numbers.iter().any(|number| i128::from(*number) * unit == value);
    if below || above || is_not_above || is_unlisted { Err(Reason::OutOfRange) } else { Ok(()) }
}
