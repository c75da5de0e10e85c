

pub mod sheets;
