//! The outside world into raw datasets.
