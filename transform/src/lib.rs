//! What is stale, in which order; and the Polars steps.
