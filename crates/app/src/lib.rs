//! Who may do what, in what order?
