//! Mirante's own SQL functions: exact sums, one percentile, rates with their intervals, working time, days of the cooperative, seconds from whole microseconds.

use datafusion::prelude::SessionContext;

pub mod business;
pub mod calendar;
pub mod day;
pub mod percentile;
pub mod rate;
pub mod seconds;
pub mod sum_checked;
pub mod zone;

/// Makes the functions known to a session.
pub fn register(session: &SessionContext) {
    session.register_udaf(percentile::function());
    session.register_udaf(sum_checked::function());
    session.register_udaf(business::business_union());
    session.register_udf(business::business_micros());
    session.register_udf(business::business_add());
    day::functions().into_iter().for_each(|function| session.register_udf(function));
    rate::functions().into_iter().for_each(|function| session.register_udf(function));
    session.register_udf(zone::is_zone());
    session.register_udf(seconds::seconds());
    session.register_udf(seconds::micros_between());
}
