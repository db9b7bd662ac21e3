//! Mirante's own SQL functions: exact sums, one percentile, seconds from whole microseconds.

use datafusion::prelude::SessionContext;

pub mod percentile;
pub mod seconds;
pub mod sum_checked;

/// Makes the functions known to a session.
pub fn register(session: &SessionContext) {
    session.register_udaf(percentile::function());
    session.register_udaf(sum_checked::function());
    session.register_udf(seconds::seconds());
    session.register_udf(seconds::micros_between());
}
