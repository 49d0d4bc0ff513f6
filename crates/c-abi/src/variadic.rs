//! Exporting variadic functions, and calling Rust from the C files that define them.
//!
//! Stable Rust cannot define variadic functions. C defines them under hidden names, and the exported
//! name is a trampoline.

/// Exports variadic functions, which Rust cannot define: each jumps to `czmq_` and its name in
/// the C file beside the class (see variadic.h). Their prototypes and documentation
/// stand above, in definitions that only cbindgen reads (`#[cfg(any())]`).
#[macro_export]
macro_rules! export_variadic {
    ($($name:ident)*) => {
        mod variadic {
            $(
                unsafe extern "C" {
                    #[link_name = concat!("czmq_", stringify!($name))]
                    fn $name();
                }
            )*
            pub mod export {
                $(
                    #[unsafe(naked)]
                    #[unsafe(no_mangle)]
                    unsafe extern "C" fn $name() {
                        $crate::jump!(super::$name)
                    }
                )*
            }
        }
    };
}
#[cfg(target_arch = "x86_64")]
#[doc(hidden)]
#[macro_export]
macro_rules! jump {
    ($target:path) => {
        core::arch::naked_asm!("jmp {}", sym $target)
    };
}
#[cfg(target_arch = "aarch64")]
#[doc(hidden)]
#[macro_export]
macro_rules! jump {
    ($target:path) => {
        core::arch::naked_asm!("b {}", sym $target)
    };
}
/// Gives the C files functions of Rust to call, under names that the library does not export.
#[macro_export]
macro_rules! hidden {
    ($($name:ident)*) => {$(
        core::arch::global_asm!(
            concat!(".globl ", stringify!($name)),
            concat!(".hidden ", stringify!($name)),
            concat!(".type ", stringify!($name), ", @function"),
            concat!(stringify!($name), ":"),
            $crate::jump_text!(),
            sym $name
        );
    )*};
}
#[cfg(target_arch = "x86_64")]
#[doc(hidden)]
#[macro_export]
macro_rules! jump_text {
    () => {
        "jmp {}"
    };
}
#[cfg(target_arch = "aarch64")]
#[doc(hidden)]
#[macro_export]
macro_rules! jump_text {
    () => {
        "b {}"
    };
}
