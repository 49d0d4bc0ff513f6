#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    czmq_fuzz_inputs::gossip::engine(bytes);
});
