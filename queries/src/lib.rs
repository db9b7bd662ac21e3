//! All SQL text and the engine that runs it.
