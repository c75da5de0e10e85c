//! Keeps written files for people who want to look at them: `REPORT_LOOK=folder cargo test`.

use std::path::PathBuf;

pub fn keep(name: &str, bytes: &[u8]) {
    if let Some(folder) = std::env::var_os("REPORT_LOOK") {
        let file = PathBuf::from(folder).join(name);
        std::fs::write(&file, bytes).expect("the folder of REPORT_LOOK can be written");
    }
}
