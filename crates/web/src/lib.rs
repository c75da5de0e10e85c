//! How does it look on screen?
