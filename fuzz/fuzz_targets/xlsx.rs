//! Workbooks of XML parts, .xlsx and .xlsm.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| junheng_fuzz::read("county.xlsx", bytes));
