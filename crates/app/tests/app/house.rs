//! A data folder with two counties and somebody for every role, opened at whichever moment a test needs.

use std::path::Path;

use jiff::Timestamp;
use junheng_app::{
    Actor, App, Clock, FoundOrganisation, FoundPerson, Founding, PasswordCost, Place, SignIn,
    SignedInOr, kind,
};
use junheng_model::Role;
use junheng_rulebook::Rulebook;
use junheng_store::{Clerk, Entry, Keys, Kinds, Location, NewExemption, NewJob, Store};
use serde_json::Value;
use tempfile::TempDir;

/// Everybody's password.
pub const PASSWORD: &str = "我每天骑车去学校上班";

const NATION: usize = 0;
const COUNTY: usize = 1;
const SCHOOL: usize = 2;
const OTHER_COUNTY: usize = 3;

/// The folder and the ids of what is in it.
pub struct Folder {
    folder: TempDir,
    pub nation: i64,
    pub county: i64,
    pub school: i64,
    pub other_county: i64,
}

/// The moment at which tests begin: a Monday morning in Beijing.
pub const BEGIN: &str = "2026-03-02T00:30:00Z";

pub fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

impl Folder {
    /// A nation with two counties, a school in the first; in the first county everybody of every role, signing in as
    /// `<role>`, and `<role>-of-school` at the school; `keeper-elsewhere` keeps the other county.
    pub async fn founded() -> (Self, App) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut founded = Self {
            folder,
            nation: 0,
            county: 0,
            school: 0,
            other_county: 0,
        };
        let app = founded.open(at(BEGIN)).await;
        let found = app.found(&founding()).await.expect("an empty store");
        let ids = found.organisations;
        founded.nation = ids[NATION];
        founded.county = ids[COUNTY];
        founded.school = ids[SCHOOL];
        founded.other_county = ids[OTHER_COUNTY];
        (founded, app)
    }

    /// The folder as somebody finds it at a moment.
    pub async fn open(&self, now: Timestamp) -> App {
        self.open_as(now, PasswordCost::CHEAP).await
    }

    /// As [`Folder::open`], with passwords of another cost.
    pub async fn open_as(&self, now: Timestamp, cost: PasswordCost) -> App {
        self.open_by(rulebook_of(|_, text| text), now, cost).await
    }

    /// As [`Folder::open`], by a rulebook in which something was changed: path and text of each file.
    pub async fn open_changed(&self, change: impl Fn(&str, String) -> String) -> App {
        self.open_by(rulebook_of(change), at(BEGIN), PasswordCost::CHEAP)
            .await
    }

    async fn open_by(&self, rulebook: Rulebook, now: Timestamp, cost: PasswordCost) -> App {
        let place = Place {
            folder: self.folder.path().join("data"),
            database: None,
            keys: None,
        };
        App::open_as(&place, rulebook, Clock::Fixed(now), cost)
            .await
            .expect("the folder opens")
    }
}

impl Folder {
    /// The store beside the app.
    pub async fn store(&self) -> Store {
        let location = Location::in_folder(self.folder.path().join("data"));
        let keys = std::fs::read_to_string(location.folder.join("keys")).expect("keys");
        let keys = Keys::parse(&keys).expect("keys");
        let store = Store::open(&location, keys, &rulebook()).await;
        store.expect("opens")
    }

    /// Everything that the database has on disk.
    pub fn bytes_of_database(&self) -> Vec<u8> {
        let files = std::fs::read_dir(self.folder.path().join("data")).expect("a folder");
        let paths = files.map(|file| file.expect("a file").path());
        let paths = paths.filter(|path| path.to_string_lossy().contains("junheng.sqlite"));
        let bytes = paths.flat_map(|path| std::fs::read(path).expect("bytes"));
        let bytes: Vec<u8> = bytes.collect();
        assert!(!bytes.is_empty(), "there is a database");
        bytes
    }

    /// What a server that was killed leaves: a job of somebody that it was at, and one that waited for its turn.
    pub async fn leave_two_jobs(&self, kind: &str, by: &Actor) -> (i64, i64) {
        let new = NewJob {
            kind: kind.to_owned(),
            by_person: Some(by.person),
            organisation_id: Some(self.county),
            input: serde_json::json!({}),
            at: at(BEGIN),
        };
        let mut keeping = self.store().await.housekeep().await.expect("writes");
        let first = keeping.add_job(&new).await.expect("queued");
        let second = keeping.add_job(&new).await.expect("queued");
        let of_kind = [kind];
        let taken = keeping.claim_job("an-earlier-run", Kinds::Only(&of_kind), at(BEGIN));
        let taken = taken.await.expect("claims").expect("a job");
        assert_eq!(taken.id, first);
        keeping.commit().await.expect("commits");
        (first, second)
    }

    /// What a server that was killed leaves of a job that it was at: what came of its first part.
    pub async fn leave_at_work(&self, kind: &str, by: &Actor, input: Value, so_far: &Value) -> i64 {
        let new = NewJob {
            kind: kind.to_owned(),
            by_person: Some(by.person),
            organisation_id: Some(self.county),
            input,
            at: at(BEGIN),
        };
        let mut keeping = self.store().await.housekeep().await.expect("writes");
        let job = keeping.add_job(&new).await.expect("queued");
        let of_kind = [kind];
        let taken = keeping.claim_job("an-earlier-run", Kinds::Only(&of_kind), at(BEGIN));
        assert_eq!(taken.await.expect("claims").map(|job| job.id), Some(job));
        let told = keeping.report_job(job, 1, 3, Some(so_far)).await;
        told.expect("tells");
        keeping.commit().await.expect("commits");
        job
    }

    /// An exemption that was asked for, put beside the app: to ask for one, a check has to fail.
    pub async fn ask_exemption(&self, hand_in: i64) -> i64 {
        let store = self.store().await;
        let clerk = Clerk {
            person: None,
            at: at(BEGIN),
        };
        let mut writing = store.write(&clerk).await.expect("writes");
        let exemption = writing
            .add_exemption(&NewExemption {
                submission_id: hand_in,
                check_id: "T1".to_owned(),
                row_key: "2136000001".to_owned(),
                reason: "学校正在搬迁，面积暂缺".to_owned(),
                evidence_id: None,
                expires_on: None,
            })
            .await
            .expect("asks");
        let entry = Entry {
            verb: "hand-in.ask-exemption",
            organisation: Some(self.school),
            subject: format!("hand-in/{hand_in}"),
            detail: serde_json::json!({}),
        };
        writing.journal(entry).await.expect("journals");
        writing.commit().await.expect("commits");
        exemption
    }
}

/// What somebody types to sign in.
pub fn typed(sign_in_name: &str, password: &str, address: &str) -> SignIn {
    SignIn {
        sign_in_name: sign_in_name.to_owned(),
        password: password.to_owned(),
        address: address.to_owned(),
        ..SignIn::default()
    }
}

/// Somebody with a session, and its secret.
pub async fn signed_in(app: &App, sign_in_name: &str) -> (Actor, String) {
    let answer = app.sign_in(typed(sign_in_name, PASSWORD, "10.0.0.7")).await;
    let Ok(SignedInOr::Session(session)) = answer else {
        panic!("{sign_in_name} signs in")
    };
    let actor = app.actor_of_session(&session.secret).await;
    let actor = actor.expect("answers").expect("the session is good");
    (actor, session.secret)
}

fn founding() -> Founding {
    let organisation = |below, kind, name: &str, code: Option<&str>| FoundOrganisation {
        below,
        kind,
        name: name.to_owned(),
        code: code.map(str::to_owned),
    };
    let person = |sign_in_name: String, role, place| FoundPerson {
        name: format!("{sign_in_name}先生"),
        sign_in_name,
        password: PASSWORD.to_owned(),
        phone: Some("0000-8800001".to_owned()),
        roles: vec![(role, place)],
    };
    let mut people = vec![person(
        "keeper-elsewhere".to_owned(),
        Role::Administrator,
        OTHER_COUNTY,
    )];
    for role in Role::ALL {
        let name = role.code().replace('_', "-");
        people.push(person(format!("{name}-of-school"), role, SCHOOL));
        people.push(person(name, role, COUNTY));
    }
    Founding {
        organisations: vec![
            organisation(None, kind::NATION, "全国", None),
            organisation(Some(NATION), kind::COUNTY, "青禾县", Some("510199")),
            organisation(Some(COUNTY), kind::SCHOOL, "向阳小学", Some("2136000001")),
            organisation(Some(NATION), kind::COUNTY, "临河县", Some("510198")),
        ],
        people,
    }
}

/// The rulebook of the repository.
fn rulebook() -> Rulebook {
    rulebook_of(|_, text| text)
}

/// The rulebook of the repository, each text changed on the way.
fn rulebook_of(change: impl Fn(&str, String) -> String) -> Rulebook {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rulebook");
    let mut texts = Vec::new();
    let mut folders = vec![folder.clone()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).expect("the rulebook is there") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(&folder).expect("below the rulebook");
            let text = std::fs::read_to_string(&path).expect("a text");
            let name = name.to_string_lossy().into_owned();
            let text = change(&name, text);
            texts.push((name, text));
        }
    }
    Rulebook::load(texts).rulebook
}
