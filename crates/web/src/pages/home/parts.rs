//! A period's hand-ins as one bar, from what nobody has touched to what is frozen.

use junheng_app::Progress;

use crate::components::MeterPart;
use crate::lang::Lang;

/// The parts that there are. `listed` says where some of them are listed.
pub fn parts(progress: &Progress, lang: Lang, listed: impl Fn(&str) -> String) -> Vec<MeterPart> {
    let begun = progress.outstanding - progress.returned - progress.never_opened;
    let nowhere = String::new;
    let all = [
        part(
            lang.say("从未打开", "Never opened"),
            progress.never_opened,
            "unopened",
            listed("never-opened"),
        ),
        part(
            lang.say("填写中", "Begun"),
            begun,
            "quiet",
            listed("incomplete"),
        ),
        part(
            lang.say("被退回", "Given back"),
            progress.returned,
            "returned",
            listed("incomplete"),
        ),
        part(
            lang.say("待审核", "To be reviewed"),
            progress.waiting,
            "waiting",
            listed("waiting"),
        ),
        part(
            lang.say("已审核", "Accepted"),
            progress.accepted,
            "done",
            nowhere(),
        ),
        part(
            lang.say("已冻结", "Frozen"),
            progress.frozen,
            "frozen",
            nowhere(),
        ),
    ];
    all.into_iter().filter(|part| part.count > 0).collect()
}

fn part(label: &str, count: i64, tone: &'static str, href: String) -> MeterPart {
    MeterPart {
        label: label.to_owned(),
        count: u64::try_from(count).unwrap_or(0),
        tone,
        href,
    }
}
