//! Compares the types of the exported functions, as Rust has them, with the prototypes in the
//! headers, ours and the original's. `cargo xtask headers --check` compares the text of ours; this is
//! the C compiler's opinion.

/// Makes the tests of a library, which has a least number of functions.
macro_rules! prototypes_agree {
    ($library:literal, $least:literal) => {
        compared!(ours, $library, $least);

        #[cfg(original = $library)]
        compared!(original, $library, $least);

        #[cfg(not(original = $library))]
        #[test]
        #[ignore = "the original's headers are not installed"]
        fn prototypes_agree_with_the_originals() {}
    };
}

macro_rules! compared {
    ($which:ident, $library:literal, $least:literal) => {
        mod $which {
            use std::ffi::*;

            include!(concat!(
                env!("OUT_DIR"),
                "/",
                $library,
                "_",
                stringify!($which),
                "_types.rs"
            ));
            include!(concat!(
                env!("OUT_DIR"),
                "/",
                $library,
                "_",
                stringify!($which),
                "_declarations.rs"
            ));
            include!(concat!(
                env!("OUT_DIR"),
                "/",
                $library,
                "_",
                stringify!($which),
                "_test.rs"
            ));

            #[test]
            fn prototypes_agree() {
                let count = include!(concat!(
                    env!("OUT_DIR"),
                    "/",
                    $library,
                    "_",
                    stringify!($which),
                    "_count.rs"
                ));
                assert!(count > $least, "only {count} functions were found");
                main();
                assert_eq!(NTESTS.load(Ordering::SeqCst), count);
            }
        }
    };
}
