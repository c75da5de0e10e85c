//! How the state of a hand-in looks.

use junheng_app::HAND_IN;
use junheng_rulebook::{Lamp, Rulebook};

/// The tone of `marks::state`.
pub fn tone(lamp: Lamp, is_over: bool) -> &'static str {
    match lamp {
        _ if is_over => "frozen",
        Lamp::Grey => "quiet",
        Lamp::Blue => "waiting",
        Lamp::Green => "done",
        Lamp::Yellow | Lamp::Orange | Lamp::Red => "returned",
    }
}

/// The tone of a state by its name, and its name in English, as the rulebook declares it today.
pub fn named(rulebook: &Rulebook, name: &str) -> (&'static str, String) {
    let state = rulebook.matter(HAND_IN).and_then(|kind| kind.state(name));
    match state {
        Some(state) => (tone(state.lamp, state.ends), state.en.clone()),
        None => ("quiet", name.to_owned()),
    }
}
