#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| lianban_fuzz::workflow::run(bytes));
