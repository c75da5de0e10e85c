//! Accounts for all schools in one go, with their first passwords: a job, for each password is hashed at some cost.
//!
//! Either all of them are opened or none: whoever stops the job stops it before anything is written.

mod wanted;

use junheng_model::{Role, Wording};
use junheng_store::{Entry, NewPerson, Writing};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::jobs::{Done, JobEnd, JobState, Progress, followed, job_kind};
use crate::organisations::organisation_for;
use crate::{Action, Actor, App, Failure};

use wanted::Wanted;

/// Password digests that are made at one time: each takes memory on purpose.
const AT_ONCE: usize = 4;
/// Accounts of one go; a province does it county by county.
const MOST_ACCOUNTS: usize = 1_500;

/// Which accounts are wanted.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct OpenAccounts {
    /// Schools below this organisation.
    pub under: i64,
    /// A data clerk's for each school that has none.
    pub clerks: bool,
    /// A principal's for each school that has none.
    pub principals: bool,
    /// Whether those of them who never changed their first password get a new one, because it did not reach them.
    pub renew_unused: bool,
}

/// The accounts that were opened. Their passwords are told once and kept nowhere.
#[derive(Debug)]
pub struct Accounts {
    pub opened: Vec<Account>,
    /// Schools that had the role already, or whose sign-in name is taken.
    pub passed_over: usize,
}

/// An account that was opened, or whose first password was renewed.
pub struct Account {
    pub code: String,
    pub school: String,
    pub role: Role,
    pub name: String,
    pub sign_in_name: String,
    pub first_password: String,
    school_id: i64,
    /// Whose first password is renewed; nothing for a new account.
    person: Option<i64>,
}

/// No password is ever printed.
impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Account({})", self.sign_in_name)
    }
}

impl App {
    /// Begins to open accounts for all schools below an organisation that lack them; answers the job, whose passwords
    /// [`App::first_passwords`] hands over. The sign-in name is the school's code; a principal's ends in `.xz`.
    ///
    /// # Errors
    /// [`Failure::NotFound`] beyond one's reach; refused when there is nothing to open, or too much.
    pub async fn open_school_accounts(
        &self,
        actor: &Actor,
        asked: &OpenAccounts,
    ) -> Result<i64, Failure> {
        let wanted = self.wanted_accounts(actor, asked).await?;
        wanted.refuse_unless_fit()?;
        let input = serde_json::to_value(asked)?;
        self.start_job(actor, job_kind::OPEN_ACCOUNTS, wanted.under.id, input)
            .await
    }

    /// The job. Its result counts; the passwords wait in memory for who began it.
    pub(crate) async fn open_in_background(
        &self,
        actor: &Actor,
        job: i64,
        asked: OpenAccounts,
        progress: &Progress,
    ) -> Result<Done, JobEnd> {
        let wanted = self.wanted_accounts(actor, &asked).await?;
        wanted.refuse_unless_fit()?;
        let Wanted {
            accounts,
            passed_over,
            ..
        } = wanted;
        let digests = self.digests_of(&accounts, progress).await?;
        let finishing = || {
            let words = Wording::new("正在登记账号", "entering the accounts");
            progress.tell(accounts.len(), accounts.len(), words)
        };
        finishing()?;
        let mut writing = self.store.write(&self.clerk(actor)).await?;
        wanted::refuse_unless_still(&mut writing, &accounts).await?;
        for (account, digest) in accounts.iter().zip(digests) {
            enter(&mut writing, account, digest).await?;
        }
        finishing()?;
        let renewed = accounts.iter().filter(|one| one.person.is_some()).count();
        let counted = json!({
            "opened": accounts.len() - renewed, "renewed": renewed, "passed_over": passed_over,
        });
        let opened = Accounts {
            opened: accounts,
            passed_over,
        };
        // Before the commit that says that they are there; nobody is given them before it.
        self.handovers.keep(job, actor.person, opened, self.now());
        let finished = progress.finish(writing, &counted).await;
        if finished.is_err() {
            self.handovers.take(job, actor.person, self.now());
        }
        finished
    }

    /// Hands the first passwords over that a job made: once, and to nobody but who began it.
    ///
    /// # Errors
    /// [`Failure::NotFound`] for other jobs; refused when they were fetched already, or are no longer kept.
    pub async fn first_passwords(&self, actor: &Actor, job: i64) -> Result<Accounts, Failure> {
        let mut reading = self.store.read().await?;
        let found = followed(&mut reading, actor, job).await?;
        let is_own = found.kind == job_kind::OPEN_ACCOUNTS && found.by_person == Some(actor.person);
        let under = found.organisation_id.filter(|_| is_own);
        let under = under.ok_or(Failure::NotFound)?;
        organisation_for(&mut reading, actor, under, Action::KeepPeople).await?;
        drop(reading);
        let accounts = match found.state {
            JobState::Done => self.handovers.take(job, actor.person, self.now()),
            _ => None,
        };
        let accounts = accounts.ok_or_else(|| {
            Failure::refused(
                "首次密码只能下载一次，一小时内有效；已经下载过、过了时间或系统重启过，就不再保留。可以为没有改过首次密码的账号换发。",
                "First passwords are fetched once, within the hour. They were fetched, the time is over, or the system \
                 was restarted. Accounts whose first password was never changed can be given new ones.",
            )
        })?;
        match self
            .journal_handover(actor, under, accounts.opened.len())
            .await
        {
            Ok(()) => Ok(accounts),
            Err(failure) => {
                self.handovers.keep(job, actor.person, accounts, self.now());
                Err(failure)
            }
        }
    }

    async fn journal_handover(
        &self,
        actor: &Actor,
        under: i64,
        people: usize,
    ) -> Result<(), Failure> {
        let mut writing = self.store.write(&self.clerk(actor)).await?;
        writing
            .journal(Entry {
                verb: "person.first-passwords",
                organisation: Some(under),
                subject: format!("organisation/{under}"),
                detail: json!({ "people": people }),
            })
            .await?;
        Ok(writing.commit().await?)
    }

    async fn digests_of(
        &self,
        accounts: &[Account],
        progress: &Progress,
    ) -> Result<Vec<String>, JobEnd> {
        let mut digests = Vec::with_capacity(accounts.len());
        for several in accounts.chunks(AT_ONCE) {
            let words = Wording::new("正在准备首次密码", "preparing first passwords");
            progress.tell(digests.len(), accounts.len(), words)?;
            let working: Vec<_> = several
                .iter()
                .map(|account| {
                    let app = self.clone();
                    let password = account.first_password.clone();
                    tokio::spawn(async move { app.password_digest(password).await })
                })
                .collect();
            for digest in working {
                digests.push(digest.await??);
            }
        }
        Ok(digests)
    }
}

/// Enters a new account, or an account's new first password.
async fn enter(writing: &mut Writing, account: &Account, digest: String) -> Result<(), Failure> {
    let (verb, person) = match account.person {
        Some(person) => {
            let at = writing.clerk().at;
            writing.set_password(person, &digest, true).await?;
            writing.revoke_sessions_of(person, None, at).await?;
            ("person.reset-password", person)
        }
        None => {
            let new = NewPerson {
                sign_in_name: account.sign_in_name.clone(),
                name: account.name.clone(),
                password_hash: digest,
                phone: None,
                language: "zh".to_owned(),
                must_change: true,
            };
            let person = writing.add_person(&new).await?;
            writing
                .grant(person, account.role, account.school_id)
                .await?;
            ("person.add", person)
        }
    };
    let detail = json!({
        "name": account.name, "sign_in_name": account.sign_in_name,
        "role": account.role.code(), "organisation": account.school,
    });
    writing
        .journal(Entry {
            verb,
            organisation: Some(account.school_id),
            subject: format!("person/{person}"),
            detail,
        })
        .await?;
    Ok(())
}
