//! zcert: CURVE certificates.
