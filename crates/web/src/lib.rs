//! How does it look on screen?

pub mod assets;
pub mod components;
pub mod lang;
#[cfg(debug_assertions)]
pub mod style_guide;
