//! One's own account.

pub mod account;
pub mod codes;
pub mod password;
pub mod tokens;
