//! A school's teachers, one by one: together they are the school's figures.

use crate::county::School;
use crate::dice::{Dice, Purpose};
use crate::figures::{Figures, Staff};
use crate::names;
use crate::profile::Kind;

/// One full-time teacher.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Teacher {
    /// The school's code, the stage and a number.
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) sex: &'static str,
    pub(crate) born: u32,
    /// 0: primary, 1: junior.
    pub(crate) stage: usize,
    pub(crate) subject: &'static str,
    pub(crate) degree: &'static str,
    pub(crate) title: &'static str,
    /// The level that recognised a backbone teacher; none for the others.
    pub(crate) backbone: Option<&'static str>,
    pub(crate) certificate: &'static str,
    /// Hours of training in five years.
    pub(crate) training_hours: u32,
    pub(crate) years_here: u32,
    /// Whether the teacher has served here long enough to be moved.
    pub(crate) may_rotate: bool,
    /// How the teacher is lent to another school this year, if so.
    pub(crate) rotated: Option<&'static str>,
}

/// More than any stage of a school has.
const PEOPLE: usize = 4096;
const SUBJECTS: [&[&str]; 2] = [
    &[
        "语文",
        "数学",
        "语文",
        "数学",
        "英语",
        "道德与法治",
        "科学",
        "信息科技",
    ],
    &[
        "语文",
        "数学",
        "英语",
        "物理",
        "化学",
        "道德与法治",
        "历史",
        "地理",
        "生物",
        "信息科技",
    ],
];
const SPORT_AND_ART: [&str; 4] = ["体育与健康", "音乐", "体育与健康", "美术"];

/// The teachers of the primary and junior stage in a year.
pub(crate) fn teachers(school: &School, seed: u64, figures: &Figures) -> Vec<Teacher> {
    let mut teachers = Vec::new();
    for stage in 0..2 {
        if let Some(staff) = &figures.staff[stage] {
            of_stage(school, seed, stage, staff, &mut teachers);
        }
    }
    teachers
}

/// Who is first in line for each quality. The lines are drawn for twice as many people as there are,
/// so that a teacher keeps his degree and title when the school's numbers change a little.
struct Lines {
    degree: Vec<usize>,
    backbone: Vec<usize>,
    title: Vec<usize>,
}

impl Lines {
    fn draw(people: usize, dice: &mut Dice) -> Self {
        let mut line = || {
            let order = dice.order(people.next_power_of_two() * 2);
            let mut line: Vec<usize> = order
                .into_iter()
                .filter(|&person| person < people)
                .collect();
            // From the order of people to each person's place.
            let mut places = vec![0; people];
            for (place, person) in line.drain(..).enumerate() {
                places[person] = place;
            }
            places
        };
        Self {
            degree: line(),
            backbone: line(),
            title: line(),
        }
    }
}

fn of_stage(school: &School, seed: u64, stage: usize, staff: &Staff, teachers: &mut Vec<Teacher>) {
    let here = school.number * 2 + stage;
    let mut dice = Dice::new(seed, here, Purpose::Lines);
    let careless = dice.chance(0.05);
    let lines = Lines::draw(staff.teachers as usize, &mut dice);
    for person in 0..staff.teachers as usize {
        // A stream for each person: a teacher stays the same when others come and go.
        let mut dice = Dice::new(seed, here * PEOPLE + person, Purpose::Names);
        let throws = [0, 1, 2].map(|_| dice.whole(0, 1 << 16));
        let backbone = lines.backbone[person] < staff.backbone as usize;
        let lacks_hours = careless && dice.chance(0.08);
        let long_here = dice.chance(0.62);
        let moves = dice.chance(if backbone { 0.24 } else { 0.15 });
        teachers.push(Teacher {
            code: format!("{}{}{:03}", school.code, stage + 1, person + 1),
            name: names::person(throws),
            sex: if dice.chance(0.36) { "男" } else { "女" },
            born: dice.whole(1966, 2000),
            stage,
            subject: subject(school.kind, stage, person, staff),
            degree: degree(
                stage,
                lines.degree[person] < staff.higher_degree as usize,
                &mut dice,
            ),
            title: title(lines.title[person] < staff.middle_title as usize, &mut dice),
            backbone: backbone.then(|| dice.pick(["县级", "县级", "县级", "市级", "市级", "省级"])),
            certificate: certificate(stage, &mut dice),
            training_hours: if lacks_hours {
                dice.whole(288, 352)
            } else {
                dice.whole(360, 520)
            },
            years_here: if long_here {
                dice.whole(6, 18)
            } else {
                dice.whole(0, 5)
            },
            may_rotate: long_here,
            rotated: (long_here && moves)
                .then(|| dice.pick(["定期交流", "定期交流", "学校联盟", "对口支援"])),
        });
    }
}

/// The first few teach sport, music and art; the others the rest in turn.
fn subject(kind: Kind, stage: usize, person: usize, staff: &Staff) -> &'static str {
    let arts = staff.sport_and_art as usize;
    match person.checked_sub(arts) {
        None => SPORT_AND_ART[person % SPORT_AND_ART.len()],
        Some(_) if kind == Kind::Special => "其他",
        Some(place) => SUBJECTS[stage][place % SUBJECTS[stage].len()],
    }
}

/// Above what the stage requires, or just that.
fn degree(stage: usize, higher: bool, dice: &mut Dice) -> &'static str {
    match (stage, higher) {
        (0, true) => dice.pick([
            "专科",
            "本科",
            "专科",
            "本科",
            "本科",
            "本科",
            "专科",
            "本科",
            "硕士研究生",
        ]),
        (0, false) => "高中阶段",
        (_, true) => dice.pick([
            "本科",
            "本科",
            "本科",
            "本科",
            "本科",
            "本科",
            "本科",
            "硕士研究生",
        ]),
        (_, false) => "专科",
    }
}

fn title(middle_or_above: bool, dice: &mut Dice) -> &'static str {
    if middle_or_above {
        dice.pick(["中级", "中级", "中级", "副高级", "副高级", "中级"])
    } else {
        dice.pick(["助理级", "助理级", "助理级", "员级", "未定职级"])
    }
}

fn certificate(stage: usize, dice: &mut Dice) -> &'static str {
    match stage {
        _ if dice.chance(0.06) => "高级中学教师资格",
        0 => "小学教师资格",
        _ => "初级中学教师资格",
    }
}
