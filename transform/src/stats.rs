//! Statistics that SQL says badly: pure functions over plain values, each with its vectors.

pub mod binding;
pub mod concentration;
pub mod cover;
pub mod forecast;
pub mod ratio;
pub mod skills;
pub mod survival;
pub mod trend;
