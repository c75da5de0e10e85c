//! What do we know, who said so?
