//! Compares the types of the exported functions, as Rust has them, with the prototypes in the
//! headers, ours and the original's. `cargo xtask headers --check` compares the text of ours; this is
//! the C compiler's opinion.

#![allow(warnings, reason = "ctest2's programs are as they are")]

// Links the library in.
use czmq as _;

macro_rules! check {
    ($which:ident, $types:literal, $declarations:literal, $test:literal, $count:literal) => {
        mod $which {
            use std::ffi::*;

            include!(concat!(env!("OUT_DIR"), $types));
            include!(concat!(env!("OUT_DIR"), $declarations));
            include!(concat!(env!("OUT_DIR"), $test));

            #[test]
            fn prototypes_agree() {
                let count = include!(concat!(env!("OUT_DIR"), $count));
                assert!(count > 500, "only {count} functions were found");
                main();
                assert_eq!(NTESTS.load(Ordering::SeqCst), count);
            }
        }
    };
}

check!(
    ours,
    "/ours_types.rs",
    "/ours_declarations.rs",
    "/ours_test.rs",
    "/ours_count.rs"
);

#[cfg(not(without_original))]
check!(
    original,
    "/original_types.rs",
    "/original_declarations.rs",
    "/original_test.rs",
    "/original_count.rs"
);

#[cfg(without_original)]
#[test]
#[ignore = "the original's headers are not installed (Debian: libczmq-dev)"]
fn prototypes_agree_with_the_originals() {}
