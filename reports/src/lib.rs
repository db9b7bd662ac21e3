//! Rows in, document out.
