//! To be written in this sitting.
