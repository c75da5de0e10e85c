//! Which counties the demo's city has, and what they will hand in.

use junheng_demo::{DemoOptions, DemoYear};

use super::DemoCounty;

/// The county at work, the smaller one next to it, and as many more as were asked for.
pub(super) fn made_up(args: &DemoCounty) -> Vec<MadeUp> {
    let options = DemoOptions {
        schools: args.schools as usize,
        years: args.years,
        seed: args.seed,
        mistakes: true,
    };
    let smaller = DemoOptions {
        schools: (options.schools / 4).max(4),
        ..options
    };
    let county = MadeUp {
        name: junheng_demo::COUNTY.to_owned(),
        prefix: String::new(),
        years: junheng_demo::county(options),
    };
    let neighbour = MadeUp {
        name: junheng_demo::NEIGHBOUR.to_owned(),
        prefix: "anlan-".to_owned(),
        years: junheng_demo::county_around(0, junheng_demo::NEIGHBOUR, smaller),
    };
    let more = (1..=args.more_counties as usize).map(|number| {
        let name = format!("示例{number:02}县");
        MadeUp {
            years: junheng_demo::county_around(number, &name, options),
            prefix: format!("c{number:02}-"),
            name,
        }
    });
    [county, neighbour].into_iter().chain(more).collect()
}

/// A county that was made up, before anybody knows of it.
pub(super) struct MadeUp {
    pub(super) name: String,
    /// Before the sign-in names of its people.
    pub(super) prefix: String,
    pub(super) years: Vec<DemoYear>,
}
