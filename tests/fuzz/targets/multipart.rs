#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| lianban_fuzz::multipart::run(bytes));
