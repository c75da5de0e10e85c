//! Text tables.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| junheng_fuzz::read("学校.csv", bytes));
