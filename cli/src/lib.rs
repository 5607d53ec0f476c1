//! Emperione.
