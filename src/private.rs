//! What the library's own header declares.

use std::ffi::c_char;

use crate::abi::text_opt;
use crate::zgossip_msg::zgossip_msg_test;

/// DRAFT: Tests the classes that are behind others: all of them for NULL or "$ALL", or one, by the
/// name of its test; aborts if a check fails.
///
/// cbindgen:ignore
#[unsafe(no_mangle)]
pub unsafe extern "C" fn czmq_private_selftest(verbose: bool, subtest: *const c_char) {
    // SAFETY: `subtest` is a text.
    let wanted = unsafe { text_opt(subtest) }.unwrap_or(c"$ALL");
    if wanted == c"$ALL" || wanted == c"zgossip_msg_test" {
        zgossip_msg_test(verbose);
    }
}
