//! Statistics that SQL says badly: pure functions over plain values, each with its vectors.

pub mod forecast;
pub mod ratio;
pub mod survival;
pub mod trend;
