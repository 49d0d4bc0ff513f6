//! Certificates, their stores, and the decision who may connect (ZAP).

pub mod cert;
pub mod certstore;
pub mod curve;
pub mod zap;
