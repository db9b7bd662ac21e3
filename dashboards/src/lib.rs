//! The front door: command line and service.
