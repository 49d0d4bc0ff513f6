//! How C declares the arguments of exported functions.
//!
//! The edge gives arguments types that say what the pointers are (src/argument.rs). cbindgen and
//! ctest2, which read functions as they are written, are given the pointers instead.

use syn::visit_mut::{self, VisitMut};

/// Types of arguments, and the pointers that they are.
const ARGUMENTS: [(&str, &str); 4] = [
    ("SocketArgument", "*mut c_void"),
    ("TextArgument", "*const c_char"),
    ("FrameArgument", "*mut zframe_t"),
    ("KeyArgument", "*const u8"),
];

struct ToPointers;

impl VisitMut for ToPointers {
    fn visit_type_mut(&mut self, ty: &mut syn::Type) {
        visit_mut::visit_type_mut(self, ty);
        let syn::Type::Path(path) = ty else { return };
        let Some(last) = path.path.segments.last() else {
            return;
        };
        let pointer = ARGUMENTS.iter().find(|(name, _)| last.ident == name);
        if let Some((_, pointer)) = pointer {
            *ty = syn::parse_str(pointer).expect("the table has types of Rust");
        }
    }
}

/// Puts pointers in the place of a signature's typed arguments.
pub fn to_pointers(signature: &mut syn::Signature) {
    ToPointers.visit_signature_mut(signature);
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::ToTokens;

    #[test]
    fn typed_arguments_become_pointers() {
        let text =
            "fn set(self_: SocketArgument, name: argument::TextArgument, size: usize) -> c_int";
        let mut signature: syn::Signature = syn::parse_str(text).unwrap();
        to_pointers(&mut signature);
        assert_eq!(
            signature.to_token_stream().to_string(),
            "fn set (self_ : * mut c_void , name : * const c_char , size : usize) -> c_int"
        );
    }
}
