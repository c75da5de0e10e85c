//! A job as the component shows it.

use jiff::Timestamp;
use junheng_app::jobs::{JobState as Kept, JobView, Offer, job_kind};
use junheng_app::local;

use super::file_address;
use crate::components::{JobProgress, JobState, Link};
use crate::lang::Lang;
use crate::pages::review::board::address;
use crate::pages::snapshots::freeze::board_of_frozen;

/// A job in a list: its title leads to its page.
pub fn shown(job: &JobView, lang: Lang) -> JobProgress {
    JobProgress {
        title: lang.of(&job.title).to_owned(),
        href: own_page(job).unwrap_or_else(|| format!("/jobs/{}", job.id)),
        ..shown_on_own_page(job, lang)
    }
}

/// A job on a page that has its title already.
pub fn shown_on_own_page(job: &JobView, lang: Lang) -> JobProgress {
    let count = |number: i64| u64::try_from(number).unwrap_or(0);
    let act = |may: bool, act: &str| match may {
        true => format!("/jobs/{}/{act}", job.id),
        false => String::new(),
    };
    JobProgress {
        title: String::new(),
        href: String::new(),
        about: lang.of(&job.about).to_owned(),
        begun: minute(job.created_at),
        state: match job.state {
            Kept::Waiting => JobState::Waiting,
            Kept::Running => JobState::Running,
            Kept::Done => JobState::Done,
            Kept::Failed | Kept::Interrupted => JobState::Failed,
            Kept::Cancelled => JobState::Cancelled,
        },
        done: count(job.done),
        total: count(job.total),
        message: lang.of(&job.message).to_owned(),
        hint: hint(job, lang),
        refresh: format!("/jobs/{}/progress", job.id),
        cancel: act(job.may_cancel, "cancel"),
        restart: act(job.may_restart, "restart"),
        result: result(job, lang),
        take: match job.offer {
            Some(Offer::FirstPasswords { .. }) => Link::new(
                lang.say("下载名单（只此一次）", "Download the list (once only)"),
                format!("/jobs/{}/first-passwords", job.id),
            ),
            _ => Link::default(),
        },
    }
}

/// Month, day and minute: jobs are of these days.
fn minute(at: Timestamp) -> String {
    local(at).strftime("%m-%d %H:%M").to_string()
}

/// Where what came of a job is looked at, or fetched.
fn result(job: &JobView, lang: Lang) -> Link {
    if let Some(Offer::File { name, .. }) = &job.offer {
        let label = lang.say("下载", "Download");
        return Link::new(format!("{label} {name}"), file_address(job.id));
    }
    let renew = || {
        let under = job.input.get("under")?.as_i64()?;
        Some(format!(
            "/admin/people/school-accounts?under={under}&renew=1"
        ))
    };
    let (href, label) = match job.kind.as_str() {
        _ if job.result.is_none() => (None, ""),
        job_kind::OPEN_ACCOUNTS if job.offer.is_none() => {
            (renew(), lang.say("换发首次密码", "Renew first passwords"))
        }
        job_kind::FREEZE => (board_of_frozen(job), see(lang)),
        _ => (own_page(job), see(lang)),
    };
    href.map_or_else(Link::default, |href| Link::new(label, href))
}

fn see(lang: Lang) -> &'static str {
    lang.say("查看结果", "See what came of it")
}

/// Where what came of a list of organisations is looked at.
pub fn import_address(under: i64, job: i64) -> String {
    format!("/admin/organisations/{under}/import?job={job}")
}

/// The page of a job whose kind has one of its own.
fn own_page(job: &JobView) -> Option<String> {
    match job.kind.as_str() {
        job_kind::HAND_IN_FOR_ALL => Some(format!("/hand-ins/for-all/{}", job.id)),
        job_kind::IMPORT_ORGANISATIONS => {
            Some(import_address(job.input.get("under")?.as_i64()?, job.id))
        }
        job_kind::ACCEPT_MANY => {
            let county = job.input.get("county")?.as_i64()?;
            let board = address(county, job.input.get("period")?.as_str()?);
            Some(format!("{board}/answers/{}", job.id))
        }
        _ => None,
    }
}

/// What one should know of what came out.
fn hint(job: &JobView, lang: Lang) -> String {
    match &job.offer {
        Some(Offer::File { size, until, .. }) => {
            let (kilobytes, until) = (size.div_ceil(1 << 10), minute(*until));
            match lang {
                Lang::Zh => format!("{kilobytes} KB，保留到 {until}，过期可以重新生成。"),
                Lang::En => format!("{kilobytes} KB, kept until {until}; then it can be made again."),
            }
        }
        Some(Offer::FirstPasswords { until }) => {
            let until = minute(*until);
            match lang {
                Lang::Zh => format!(
                    "名单里是首次密码，只能由您下载一次，{until} 前有效；系统重启后也不再保留。发完请销毁。"
                ),
                Lang::En => format!(
                    "The list holds first passwords: only you can download it, once, until {until} and not after a \
                     restart. Destroy it when they are handed out."
                ),
            }
        }
        None if job.state != Kept::Done => String::new(),
        None => match job.kind.as_str() {
            job_kind::OPEN_ACCOUNTS => lang.say(
                "名单已经下载或不再保留。没有收到首次密码的，可以换发：只换还没有改过首次密码的账号。",
                "The list was downloaded or is no longer kept. Accounts whose first password was never changed can be given new ones.",
            ),
            job_kind::REPORT => lang.say(
                "文件已过保留时间，已经清理，可以重新生成。",
                "The file is no longer kept; it can be made again.",
            ),
            _ => "",
        }
        .to_owned(),
    }
}
