//! zdigest: SHA-1 digests.
