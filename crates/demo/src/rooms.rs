//! A school's rooms for music, art and the other special subjects.

use crate::county::School;
use crate::dice::{Dice, Purpose};
use crate::profile::Kind;
use crate::sheet::Hundredths;

/// One special room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Room {
    pub(crate) kind: &'static str,
    /// `音乐教室2`
    pub(crate) name: String,
    pub(crate) area: Hundredths,
}

/// One room of a kind serves about so many classes.
const CLASSES_PER_ROOM: usize = 12;
/// From this year on, rooms were built to today's size.
const ROOMY_SINCE: u32 = 2017;

/// The special rooms of a school with so many classes; they do not change over the years.
pub(crate) fn rooms(school: &School, seed: u64, classes: usize) -> Vec<Room> {
    let mut dice = Dice::new(seed, school.number, Purpose::Rooms);
    let wanted = classes.div_ceil(CLASSES_PER_ROOM).max(1);
    let mut rooms = Vec::new();
    for (kind, smallest) in [("音乐", 73.0), ("美术", 67.0)] {
        let tight = school.kind.in_town() && wanted > 2 && dice.chance(0.18);
        let none = matches!(school.kind, Kind::SmallPoint) || dice.chance(0.03);
        let count = if none { 0 } else { wanted - usize::from(tight) };
        let smallest = match school.kind {
            kind if kind.is_rural() => 54.0,
            _ if school.built >= ROOMY_SINCE => smallest + 23.0,
            _ => smallest,
        };
        push(&mut rooms, kind, count, smallest, &mut dice);
    }
    if !school.kind.is_rural() {
        push(&mut rooms, "计算机", classes.div_ceil(18), 84.0, &mut dice);
        push(&mut rooms, "图书阅览", 1, 92.0, &mut dice);
        let laboratory = if school.pupils[1] > 0.0 {
            "物理实验室"
        } else {
            "科学"
        };
        push(
            &mut rooms,
            laboratory,
            classes.div_ceil(16),
            88.0,
            &mut dice,
        );
    }
    rooms
}

fn push(rooms: &mut Vec<Room>, kind: &'static str, count: usize, smallest: f64, dice: &mut Dice) {
    for number in 1..=count {
        // A few rooms are a little smaller than they should be.
        let factor = if dice.chance(0.04) {
            0.9
        } else {
            dice.between(1.0, 1.3)
        };
        rooms.push(Room {
            kind,
            name: format!("{kind}教室{number}").replace("室教室", "室"),
            area: Hundredths::round(smallest * factor),
        });
    }
}
