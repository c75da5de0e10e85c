//! Reminding (催办): by hand, and as the declaration of 填报 asks around its deadlines.

mod wording;

use std::collections::{BTreeMap, BTreeSet};

use junheng_model::{Role, Wording};
use junheng_rulebook::{Course, Held, MatterKind, Mover, Rulebook, Standing};
use junheng_store::{
    Clerk, Entry, GrantFilter, MatterMove, NewReminder, Page, Period, Reading, Reminder, RoleGrant,
    SubmissionFilter, SubmissionStatus,
};
use serde::Deserialize;
use serde_json::json;

use self::wording::{by_a_person, declared};
use super::board::{BoardFilter, Phase, cell};
use crate::moving::entered_on;
use crate::{Action, Actor, App, Failure, clock};

/// Who is reminded by hand.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Remind {
    /// Only these hand-ins; all that are still with their organisations when it is empty.
    pub hand_ins: Vec<i64>,
    /// What is said beside what is due; may be left out.
    pub words: String,
}

/// A reminder that is to be said.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Said {
    person: i64,
    matter: i64,
    /// Names it, so that it is said once; `None` for words of a person.
    notice: Option<String>,
    text: Wording,
}

impl App {
    /// Reminds the people of each organisation of what it still has to hand in: one reminder a person. Answers how
    /// many people were reminded.
    ///
    /// # Errors
    /// [`Failure::NotFound`] for a county or period out of reach; refused when nothing is to be handed in.
    pub async fn remind(
        &self,
        actor: &Actor,
        county: i64,
        period: &str,
        filter: &BoardFilter,
        wanted: &Remind,
    ) -> Result<usize, Failure> {
        let county = self.county_for(actor, county, Action::OpenPeriod).await?;
        let mut writing = self.store.write(&self.clerk(actor)).await?;
        let period = crate::judged::period_of(&mut writing, &county, Some(period)).await?;
        let hand_ins = SubmissionFilter {
            ids: Some(wanted.hand_ins.clone()).filter(|ids| !ids.is_empty()),
            ..SubmissionFilter::of_period(&county.path, period.id)
        };
        let mut outstanding = Vec::new();
        for status in writing.submissions(&hand_ins, Page::ALL).await?.items {
            let kind = self
                .kind_begun_with(&mut writing, &status.kind_digest)
                .await?;
            let cell = cell(&kind, &status, self.today());
            let is_theirs = matches!(cell.phase, Phase::NeverOpened | Phase::Incomplete);
            if is_theirs && filter.lets(&status, &cell) {
                outstanding.push(status);
            }
        }
        let grants = grants_below(&mut writing, &county.path).await?;
        let words = &wanted.words;
        let said = by_hand(&outstanding, &grants, &period, words, &self.rulebook);
        if said.is_empty() {
            return Err(Failure::refused(
                "没有需要催办的单位，或者这些单位还没有填报人员。",
                "Nobody is to be reminded, or those organisations have no clerks yet.",
            ));
        }
        for reminder in &said {
            writing.add_reminder(&reminder.to_store()).await?;
        }
        writing
            .journal(Entry {
                verb: "reminder.by-hand",
                organisation: Some(county.id),
                subject: format!("period/{}", period.id),
                detail: json!({ "hand_ins": outstanding.len(), "people": said.len() }),
            })
            .await?;
        writing.commit().await?;
        Ok(said.len())
    }

    /// Says what the declarations ask to be said by now, to each person once. The server calls it every so often;
    /// answers how many reminders were made.
    ///
    /// # Errors
    /// Only for failures of ours.
    pub async fn remind_due(&self) -> Result<usize, Failure> {
        let mut reading = self.store.read().await?;
        let due = self.notices_due(&mut reading).await?;
        let said = unsaid(&mut reading, due).await?;
        drop(reading);
        if said.is_empty() {
            return Ok(0);
        }
        let clerk = Clerk {
            person: None,
            at: self.now(),
        };
        let mut writing = self.store.write(&clerk).await?;
        // Somebody may have been quicker.
        let said = unsaid(&mut writing, said).await?;
        if said.is_empty() {
            return Ok(0);
        }
        for reminder in &said {
            writing.add_reminder(&reminder.to_store()).await?;
        }
        writing
            .journal(Entry {
                verb: "reminder.declared",
                organisation: None,
                subject: "reminders".to_owned(),
                detail: json!({ "people": said.len() }),
            })
            .await?;
        writing.commit().await?;
        Ok(said.len())
    }

    /// A person's reminders, latest first: all, or those that were not read.
    ///
    /// # Errors
    /// Only for failures of ours.
    pub async fn reminders(
        &self,
        actor: &Actor,
        unread_only: bool,
        most: i64,
    ) -> Result<junheng_store::Listed<Reminder>, Failure> {
        let mut reading = self.store.read().await?;
        let page = Page::first(most);
        Ok(reading
            .reminders_of(actor.person, unread_only, page)
            .await?)
    }

    /// Notes that a person has read his reminders up to this one.
    ///
    /// # Errors
    /// Only for failures of ours.
    pub async fn read_reminders(&self, actor: &Actor, up_to: i64) -> Result<(), Failure> {
        let mut keeping = self.store.housekeep().await?;
        keeping
            .read_reminders(actor.person, up_to, self.now())
            .await?;
        keeping.commit().await?;
        Ok(())
    }

    /// Everything that the declarations ask to be said by today, said already or not.
    async fn notices_due(&self, reading: &mut Reading) -> Result<Vec<Said>, Failure> {
        let open = SubmissionFilter::default();
        let mut statuses = reading.submissions(&open, Page::ALL).await?.items;
        let mut kinds = BTreeMap::new();
        for status in &statuses {
            let kind = self.kind_begun_with(reading, &status.kind_digest).await?;
            kinds.insert(status.kind_digest.clone(), kind);
        }
        statuses.retain(|status| {
            kinds[&status.kind_digest]
                .deadline_in(&status.state)
                .is_some()
        });
        let ids: Vec<i64> = statuses.iter().map(|status| status.id).collect();
        let moves = reading.moves_of(&ids).await?;
        let grants = grants_below(reading, "/").await?;
        let mut periods: BTreeMap<i64, Period> = BTreeMap::new();
        let mut due: BTreeMap<(i64, String), (Said, usize)> = BTreeMap::new();
        for status in &statuses {
            let period = match periods.get(&status.period_id) {
                Some(period) => period.clone(),
                None => {
                    let found = reading.period(status.period_id).await?;
                    let found = found.ok_or(Failure::NotFound)?;
                    periods.insert(found.id, found.clone());
                    found
                }
            };
            let kind = &kinds[&status.kind_digest];
            let moves = moves.get(&status.id).map_or(&[][..], Vec::as_slice);
            for said in self.said_of(kind, status, moves, &period, &grants) {
                let key = (said.person, said.notice.clone().unwrap_or_default());
                due.entry(key).or_insert((said, 0)).1 += 1;
            }
        }
        Ok(due
            .into_values()
            .map(|(said, count)| said.of(count))
            .collect())
    }

    /// What is to be said of one hand-in by today, to each person.
    fn said_of(
        &self,
        kind: &MatterKind,
        status: &SubmissionStatus,
        moves: &[MatterMove],
        period: &Period,
        grants: &[RoleGrant],
    ) -> Vec<Said> {
        let entered_on = entered_on(moves, None);
        let course = Course {
            state: &status.state,
            opened_on: clock::local(status.opened_at).date(),
            period_due: Some(period.due_on),
            entered_on: &entered_on,
            fields: &BTreeMap::new(),
        };
        let calendar = &self.rulebook.calendar;
        // A year whose holidays are not known: nothing is said rather than something wrong.
        let Ok(Some(due)) = kind.due_on(&course, calendar) else {
            return Vec::new();
        };
        let Ok(notices) = kind.reminders_due(self.today(), &due, calendar) else {
            return Vec::new();
        };
        // Who was told nothing so far is told how far it has come, not every step on the way.
        let Some(notice) = notices.into_iter().next_back() else {
            return Vec::new();
        };
        let people = addressed(notice.to, &status.path, grants);
        let text = declared(&notice, kind, status, due.on, &self.rulebook);
        let said = people.into_iter().map(|person| Said {
            person,
            matter: status.id,
            notice: Some(format!("{} {} {}", kind.name, status.period, notice.key)),
            text: text.clone(),
        });
        said.collect()
    }
}

impl Said {
    fn to_store(&self) -> NewReminder {
        NewReminder {
            matter_id: Some(self.matter),
            person_id: self.person,
            text: self.text.clone(),
            notice: self.notice.clone(),
        }
    }

    /// The same words, of so many hand-ins.
    fn of(mut self, count: usize) -> Self {
        if count > 1 {
            let Wording { zh, en } = &self.text;
            let more = count - 1;
            self.text = Wording::new(
                format!("{zh}（另有{more}件相同）"),
                format!("{en} ({more} more like this)"),
            );
        }
        self
    }
}

async fn unsaid(reading: &mut Reading, due: Vec<Said>) -> Result<Vec<Said>, Failure> {
    let keys: BTreeSet<String> = due.iter().filter_map(|said| said.notice.clone()).collect();
    let keys: Vec<String> = keys.into_iter().collect();
    let known = reading.notices_said(&keys).await?;
    let is_new = |said: &Said| {
        let notice = said.notice.clone().unwrap_or_default();
        !known.contains(&(said.person, notice))
    };
    Ok(due.into_iter().filter(is_new).collect())
}

/// The grants in force below a path and above it.
async fn grants_below(reading: &mut Reading, path: &str) -> Result<Vec<RoleGrant>, Failure> {
    let below = GrantFilter {
        path: Some(path.to_owned()),
        ..GrantFilter::default()
    };
    Ok(reading.grants(&below).await?)
}

/// The people whom words are for, by where they hold their roles.
fn addressed(to: &[Mover], path: &str, grants: &[RoleGrant]) -> BTreeSet<i64> {
    let reaches = grants.iter().filter(|grant| path.starts_with(&grant.path));
    let meant = reaches.filter(|grant| {
        let at = if grant.path == path {
            Standing::Own
        } else {
            Standing::Above
        };
        let held = Held {
            role: grant.role,
            at,
        };
        to.iter().any(|mover| mover.admits(held))
    });
    meant.map(|grant| grant.person_id).collect()
}

/// One reminder for each clerk and principal of each organisation, naming all that it has to hand in.
fn by_hand(
    outstanding: &[SubmissionStatus],
    grants: &[RoleGrant],
    period: &Period,
    words: &str,
    rulebook: &Rulebook,
) -> Vec<Said> {
    let mut by_organisation: BTreeMap<i64, Vec<&SubmissionStatus>> = BTreeMap::new();
    for status in outstanding {
        by_organisation
            .entry(status.organisation_id)
            .or_default()
            .push(status);
    }
    let words = words.trim();
    let mut said = Vec::new();
    for (organisation, hand_ins) in by_organisation {
        let registers: Vec<&str> = hand_ins.iter().map(|one| one.register.as_str()).collect();
        let text = by_a_person(&registers, period, words, rulebook);
        let of_organisation = grants.iter().filter(|grant| {
            grant.organisation_id == organisation
                && matches!(grant.role, Role::DataClerk | Role::Principal)
        });
        let people: BTreeSet<i64> = of_organisation.map(|grant| grant.person_id).collect();
        said.extend(people.into_iter().map(|person| Said {
            person,
            matter: hand_ins[0].id,
            notice: None,
            text: text.clone(),
        }));
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grant(person_id: i64, role: Role, organisation_id: i64, path: &str) -> RoleGrant {
        RoleGrant {
            id: 0,
            person_id,
            role,
            organisation_id,
            granted_at: jiff::Timestamp::UNIX_EPOCH,
            granted_by: None,
            revoked_at: None,
            path: path.into(),
            organisation: String::new(),
            person: String::new(),
        }
    }

    fn status(id: i64, organisation_id: i64, register: &str) -> SubmissionStatus {
        SubmissionStatus {
            id,
            register: register.into(),
            period_id: 2,
            period: "2024-2025".into(),
            organisation_id,
            organisation: "向阳小学".into(),
            code: None,
            path: format!("/9/{organisation_id}/"),
            state: "草稿".into(),
            kind_digest: String::new(),
            due_on: None,
            opened_at: jiff::Timestamp::UNIX_EPOCH,
            first_seen_at: None,
            revision: 0,
            rows: 0,
            entered_at: None,
            errors: 0,
            remarks: 0,
        }
    }

    #[test]
    fn words_reach_whom_the_declaration_means() {
        let text = include_str!("../../../../rulebook/matters/填报.toml");
        let kind = MatterKind::read("填报.toml", text).expect("the rulebook is checked");
        let grants = [
            grant(1, Role::DataClerk, 3, "/9/3/"),
            grant(2, Role::Principal, 3, "/9/3/"),
            grant(3, Role::CreationOffice, 9, "/9/"),
            grant(4, Role::Leader, 9, "/9/"),
            grant(5, Role::DataClerk, 4, "/9/4/"),
        ];
        let steps = &kind.deadlines[0].escalations;
        for (step, expected) in [(0, vec![1, 2, 3]), (1, vec![2, 3, 4])] {
            let people: Vec<i64> = addressed(&steps[step].to, "/9/3/", &grants)
                .into_iter()
                .collect();
            assert_eq!(people, expected, "{}", steps[step].label);
        }
    }

    #[test]
    fn one_reminder_a_person_names_all_registers() {
        let period = Period {
            id: 2,
            organisation_id: 9,
            name: "2024-2025".into(),
            kind: "school_year".into(),
            starts_on: "2024-09-01".parse().expect("a day"),
            due_on: "2024-10-31".parse().expect("a day"),
            opened_at: jiff::Timestamp::UNIX_EPOCH,
            closed_at: None,
        };
        let grants = [
            grant(1, Role::DataClerk, 3, "/9/3/"),
            grant(1, Role::Principal, 3, "/9/3/"),
            grant(6, Role::Inspector, 3, "/9/3/"),
        ];
        let outstanding = [
            status(11, 3, "学校"),
            status(12, 3, "班级"),
            status(13, 4, "学校"),
        ];
        for words in ["周五前报", "周五前报。 "] {
            // A rulebook without any English: registers are called as they stand.
            let rulebook = Rulebook::default();
            let said = by_hand(&outstanding, &grants, &period, words, &rulebook);
            assert_eq!(said.len(), 1);
            assert_eq!(
                said[0].text.zh,
                "请尽快报送学校、班级（2024-2025学年），期限2024-10-31。周五前报。"
            );
            let english = "Please hand in the tables of 学校, 班级 (2024-2025) by 2024-10-31.";
            assert_eq!(said[0].text.en, format!("{english} {}", words.trim()));
        }
    }
}
