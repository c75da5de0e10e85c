//! A server over an empty folder, with two counties, everybody's roles, and browsers and programs to ask it.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use junheng_app::{
    App, Clock, FoundOrganisation, FoundPerson, Founding, PasswordCost, Place, kind,
};
use junheng_model::Role;
use junheng_rulebook::Rulebook;
use junheng_web::{Listen, Settings, Tls};
use reqwest::{Client, Method, RequestBuilder, Response, redirect};
use serde_json::Value;
use tempfile::TempDir;
use tokio::sync::oneshot;

/// Everybody's password.
pub const PASSWORD: &str = "我每天骑车去学校上班";

/// Where the organisations stand in the founding.
const NATION: usize = 0;
const COUNTY: usize = 1;
const SCHOOL: usize = 2;
const OTHER_COUNTY: usize = 3;
const OTHER_SCHOOL: usize = 4;

/// A server that stops when it is dropped.
pub struct House {
    pub address: SocketAddr,
    /// The organisations' ids.
    pub nation: i64,
    pub county: i64,
    pub school: i64,
    pub other_county: i64,
    pub other_school: i64,
    /// Everybody's id by sign-in name.
    pub people: BTreeMap<String, i64>,
    pub app: App,
    folder: TempDir,
    _stop: oneshot::Sender<()>,
}

/// A browser that keeps its session, or a program with a secret.
#[derive(Clone)]
pub struct Visitor {
    client: Client,
    base: String,
    cookie: Option<String>,
    bearer: Option<String>,
}

impl House {
    /// A server with everybody in it; see [`founding`].
    pub async fn open() -> Self {
        Self::open_with(Settings::default(), None).await
    }

    pub async fn open_with(settings: Settings, tls: Option<Tls>) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let place = Place {
            folder: folder.path().join("data 数据"),
            database: None,
            keys: None,
        };
        let app = App::open_as(&place, rulebook(), Clock::Machine, PasswordCost::CHEAP)
            .await
            .expect("the folder opens");
        let found = app.found(&founding()).await.expect("an empty store");
        let speaks_tls = tls.is_some();
        let (address, stop) = serve(app.clone(), settings, tls).await;
        let at = |index: usize| found.organisations[index];
        let mut house = Self {
            address,
            nation: at(NATION),
            county: at(COUNTY),
            school: at(SCHOOL),
            other_county: at(OTHER_COUNTY),
            other_school: at(OTHER_SCHOOL),
            people: BTreeMap::new(),
            app,
            folder,
            _stop: stop,
        };
        // The client of these tests speaks no TLS.
        if !speaks_tls {
            house.people = house.ids_of_people().await;
        }
        house
    }

    /// The data folder.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data 数据")
    }

    async fn ids_of_people(&self) -> BTreeMap<String, i64> {
        let root = self.program("nation-administrator").await;
        let list = root.get("/api/v1/admin/people").await;
        let list: Value = list.json().await.expect("JSON");
        let items = list["items"].as_array().expect("items");
        items
            .iter()
            .map(|one| {
                let name = one["sign_in_name"].as_str().expect("a name");
                (name.to_owned(), one["id"].as_i64().expect("an id"))
            })
            .collect()
    }

    /// Somebody who has not signed in.
    pub fn stranger(&self) -> Visitor {
        let client = Client::builder()
            .redirect(redirect::Policy::none())
            .build()
            .expect("a client");
        Visitor {
            client,
            base: format!("http://{}", self.address),
            cookie: None,
            bearer: None,
        }
    }

    /// Somebody in a browser, signed in through the form.
    pub async fn browser(&self, sign_in_name: &str) -> Visitor {
        let mut visitor = self.stranger();
        let answer = visitor
            .post_form(
                "/sign-in",
                &[("sign_in_name", sign_in_name), ("password", PASSWORD)],
            )
            .await;
        assert_eq!(answer.status(), 303, "{sign_in_name} signs in");
        visitor.keep_cookie(&answer);
        visitor
    }

    /// Somebody with a program, signed in through the API.
    pub async fn program(&self, sign_in_name: &str) -> Visitor {
        self.program_with(sign_in_name, PASSWORD).await
    }

    /// Somebody whose account was just opened, with a password of his own by now.
    pub async fn newcomer(&self, sign_in_name: &str, first_password: &str) -> Visitor {
        let visitor = self.program_with(sign_in_name, first_password).await;
        let own = serde_json::json!({ "current": first_password, "new": PASSWORD });
        let changed = visitor
            .send_json(Method::PUT, "/api/v1/me/password", &own)
            .await;
        assert_eq!(changed.status(), 204, "{sign_in_name} changes his password");
        visitor
    }

    async fn program_with(&self, sign_in_name: &str, password: &str) -> Visitor {
        let mut visitor = self.stranger();
        let answer = visitor
            .send_json(
                Method::POST,
                "/api/v1/sign-in",
                &serde_json::json!({ "sign_in_name": sign_in_name, "password": password }),
            )
            .await;
        assert_eq!(answer.status(), 200, "{sign_in_name} signs in");
        let answer: Value = answer.json().await.expect("JSON");
        visitor.bearer = Some(answer["secret"].as_str().expect("a secret").to_owned());
        visitor
    }
}

impl Visitor {
    pub fn with_bearer(mut self, secret: &str) -> Self {
        self.bearer = Some(secret.to_owned());
        self
    }

    pub fn keep_cookie(&mut self, answer: &Response) {
        let header = answer.headers().get("set-cookie").expect("a cookie");
        let text = header.to_str().expect("text");
        let pair = text.split(';').next().expect("a pair");
        self.cookie = Some(pair.to_owned());
    }

    /// A request from this site, with what proves who asks.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let mut request = self
            .client
            .request(method, format!("{}{path}", self.base))
            .header("sec-fetch-site", "same-origin");
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie);
        }
        if let Some(bearer) = &self.bearer {
            request = request.header("authorization", format!("Bearer {bearer}"));
        }
        request
    }

    pub async fn get(&self, path: &str) -> Response {
        self.request(Method::GET, path)
            .send()
            .await
            .expect("an answer")
    }

    pub async fn post_form(&self, path: &str, fields: &[(&str, &str)]) -> Response {
        let request = self.request(Method::POST, path).form(fields);
        request.send().await.expect("an answer")
    }

    pub async fn send_json(&self, method: Method, path: &str, body: &Value) -> Response {
        let request = self.request(method, path).json(body);
        request.send().await.expect("an answer")
    }
}

/// The rulebook of the repository.
pub fn rulebook() -> Rulebook {
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
            texts.push((name.to_string_lossy().into_owned(), text));
        }
    }
    Rulebook::load(texts).rulebook
}

/// Begins to serve; the server stops when the sender is dropped.
pub async fn serve(
    app: App,
    settings: Settings,
    tls: Option<Tls>,
) -> (SocketAddr, oneshot::Sender<()>) {
    let (stop, stopped) = oneshot::channel::<()>();
    let (ready, opened) = oneshot::channel();
    let listen = Listen {
        address: "127.0.0.1:0".parse().expect("an address"),
        tls,
        settings,
    };
    tokio::spawn(junheng_web::serve(
        app,
        listen,
        move |address| {
            ready.send(address).expect("somebody waits");
        },
        async {
            // Dropping the sender is what stops the server.
            let _ = stopped.await;
        },
    ));
    (opened.await.expect("the server opens"), stop)
}

/// The code of a role with hyphens, as sign-in names have them.
pub fn spelled(role: Role) -> String {
    role.code().replace('_', "-")
}

/// A nation with two counties and a school in each. In the first county everybody of every role, signing in as
/// `county-<role>` or `school-<role>`; in the other a clerk, a principal, an office and an administrator.
fn founding() -> Founding {
    let organisation = |below, kind, name: &str, code: Option<&str>| FoundOrganisation {
        below,
        kind,
        name: name.to_owned(),
        code: code.map(str::to_owned),
    };
    let person = |sign_in_name: String, role, at| FoundPerson {
        name: format!("{sign_in_name}先生"),
        sign_in_name,
        password: PASSWORD.to_owned(),
        phone: Some("0000-8800001".to_owned()),
        roles: vec![(role, at)],
    };
    let mut people = vec![
        person(
            "nation-administrator".to_owned(),
            Role::Administrator,
            NATION,
        ),
        person(
            "other-administrator".to_owned(),
            Role::Administrator,
            OTHER_COUNTY,
        ),
        person("other-clerk".to_owned(), Role::DataClerk, OTHER_SCHOOL),
        person("other-principal".to_owned(), Role::Principal, OTHER_SCHOOL),
        person(
            "other-office".to_owned(),
            Role::CreationOffice,
            OTHER_COUNTY,
        ),
    ];
    for role in Role::ALL {
        let name = spelled(role);
        people.push(person(format!("county-{name}"), role, COUNTY));
        people.push(person(format!("school-{name}"), role, SCHOOL));
    }
    Founding {
        organisations: vec![
            organisation(None, kind::NATION, "全国", None),
            organisation(Some(NATION), kind::COUNTY, "青禾县", Some("510199")),
            organisation(Some(COUNTY), kind::SCHOOL, "向阳小学", Some("2136000001")),
            organisation(Some(NATION), kind::COUNTY, "临河县", Some("510198")),
            organisation(
                Some(OTHER_COUNTY),
                kind::SCHOOL,
                "外县秘密小学",
                Some("2136000002"),
            ),
        ],
        people,
    }
}
