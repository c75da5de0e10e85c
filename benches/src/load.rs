//! Many people at one server, each with a session of his own: some read pages, some upload workbooks, and each waits a
//! while between two requests as people do. Prints how long pages took, as JSON.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use clap::Args;
use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use reqwest::multipart::{Form, Part};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode};
use serde_json::json;
use tokio::task::JoinSet;

/// What browsers say of a page's own forms.
const FETCHED_FROM: &str = "sec-fetch-site";
const SAME_ORIGIN: &str = "same-origin";

/// Who comes, and what each does.
#[derive(Args)]
pub struct Load {
    /// The server, `http://127.0.0.1:8080`.
    server: String,
    /// What readers read: `SIGN-IN NAME, PASSWORD, PATH` a line, separated by tabs. Each reader signs in as the next of the
    /// people named and reads the pages of his lines in turn; one without a password reads without signing in.
    #[arg(long)]
    pages: PathBuf,
    /// What is uploaded: `SIGN-IN NAME, PASSWORD, PATH, FILE` a line, separated by tabs; otherwise as `pages`.
    #[arg(long)]
    uploads: Option<PathBuf>,
    #[arg(long, default_value_t = 300)]
    readers: usize,
    #[arg(long, default_value_t = 30)]
    uploaders: usize,
    /// For how long, once everybody is signed in.
    #[arg(long, default_value_t = 30)]
    seconds: u64,
    /// How long a person looks at a page, in milliseconds; 0 asks for the next at once.
    #[arg(long, default_value_t = 2000)]
    think_ms: u64,
}

/// Who comes, and what he asks for in turn.
struct Account {
    sign_in_name: String,
    password: String,
    work: Vec<Work>,
}

/// A page to be read, or an address that a file is sent to.
#[derive(Clone)]
struct Work {
    path: String,
    file: Option<PathBuf>,
}

/// How long requests of one kind took, and what went wrong.
#[derive(Default)]
struct Tally {
    milliseconds: Vec<f64>,
    failures: BTreeMap<String, u64>,
}

impl Tally {
    fn add(&mut self, other: Tally) {
        self.milliseconds.extend(other.milliseconds);
        for (what, count) in other.failures {
            *self.failures.entry(what).or_default() += count;
        }
    }

    fn told(&mut self, seconds: f64) -> serde_json::Value {
        self.milliseconds.sort_by(f64::total_cmp);
        let count = self.milliseconds.len();
        let at = |part: f64| {
            let index = ((count as f64 * part).ceil() as usize).clamp(1, count.max(1)) - 1;
            self.milliseconds.get(index).copied()
        };
        json!({
            "requests": count,
            "per_second": count as f64 / seconds,
            "median_ms": at(0.5),
            "p95_ms": at(0.95),
            "p99_ms": at(0.99),
            "longest_ms": at(1.0),
            "failures": self.failures,
        })
    }
}

/// Lets everybody in, then counts for as long as was asked.
///
/// # Errors
/// When a list cannot be read or somebody cannot sign in.
pub fn run(load: Load) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(crowd(load))
}

async fn crowd(load: Load) -> anyhow::Result<()> {
    let readers = people(&load, &accounts(&load.pages)?, load.readers).await?;
    let uploaders = match &load.uploads {
        Some(path) => people(&load, &accounts(path)?, load.uploaders).await?,
        None => Vec::new(),
    };
    let end = Instant::now() + Duration::from_secs(load.seconds);
    let (read, uploaded) = tokio::join!(together(readers, end), together(uploaders, end));
    let seconds = load.seconds as f64;
    println!(
        "{}",
        json!({ "read": read?.told(seconds), "uploaded": uploaded?.told(seconds) })
    );
    Ok(())
}

/// All of them at once, until the end.
async fn together(people: Vec<Person>, end: Instant) -> anyhow::Result<Tally> {
    let mut at_work: JoinSet<Tally> = people.into_iter().map(|one| one.until(end)).collect();
    let mut tally = Tally::default();
    while let Some(done) = at_work.join_next().await {
        tally.add(done?);
    }
    Ok(tally)
}

/// So many people, signed in, one account after the other.
async fn people(load: &Load, accounts: &[Account], count: usize) -> anyhow::Result<Vec<Person>> {
    let client = Client::builder().redirect(Policy::none()).build()?;
    let mut people = Vec::new();
    for (number, account) in accounts.iter().cycle().take(count).enumerate() {
        let session = match account.password.is_empty() {
            true => None,
            false => Some(sign_in(&client, &load.server, account).await?),
        };
        people.push(Person {
            client: client.clone(),
            server: load.server.clone(),
            session,
            work: account.work.clone(),
            number,
            think: Duration::from_millis(load.think_ms),
        });
    }
    Ok(people)
}

/// The accounts of a list, in the order in which they first stand there.
fn accounts(path: &PathBuf) -> anyhow::Result<Vec<Account>> {
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let mut accounts: Vec<Account> = Vec::new();
    for line in text.lines() {
        let mut parts = line.split('\t').map(str::to_owned);
        let mut next = || parts.next().unwrap_or_default();
        let (sign_in_name, password) = (next(), next());
        let work = Work {
            path: next(),
            file: Some(next())
                .filter(|file| !file.is_empty())
                .map(PathBuf::from),
        };
        match accounts
            .iter_mut()
            .find(|known| known.sign_in_name == sign_in_name)
        {
            Some(account) => account.work.push(work),
            None => accounts.push(Account {
                sign_in_name,
                password,
                work: vec![work],
            }),
        }
    }
    Ok(accounts)
}

async fn sign_in(client: &Client, server: &str, account: &Account) -> anyhow::Result<String> {
    let form = [
        ("sign_in_name", account.sign_in_name.as_str()),
        ("password", &account.password),
    ];
    let answer = client
        .post(format!("{server}/sign-in"))
        .header(FETCHED_FROM, SAME_ORIGIN)
        .form(&form)
        .send()
        .await?;
    let cookie = answer
        .headers()
        .get(SET_COOKIE)
        .and_then(|text| text.to_str().ok());
    match cookie.and_then(|text| text.split(';').next()) {
        Some(pair) => Ok(pair.to_owned()),
        None => bail!(
            "{} cannot sign in: {}",
            account.sign_in_name,
            answer.status()
        ),
    }
}

/// Somebody at a browser.
struct Person {
    client: Client,
    server: String,
    /// The cookie.
    session: Option<String>,
    work: Vec<Work>,
    number: usize,
    think: Duration,
}

impl Person {
    async fn until(self, end: Instant) -> Tally {
        let mut tally = Tally::default();
        // People do not all click at the same moment: the golden ratio spreads their beginnings evenly.
        let beginning = self.think.mul_f64((self.number as f64 * 0.618_034).fract());
        tokio::time::sleep(beginning).await;
        let mut turn = self.number;
        while Instant::now() < end {
            let work = &self.work[turn % self.work.len()];
            turn += 1;
            let began = Instant::now();
            match self.ask(work).await {
                Ok(()) => tally
                    .milliseconds
                    .push(began.elapsed().as_secs_f64() * 1000.0),
                Err(error) => {
                    *tally
                        .failures
                        .entry(format!("{}: {error:#}", work.path))
                        .or_default() += 1
                }
            }
            tokio::time::sleep(self.think).await;
        }
        tally
    }

    async fn ask(&self, work: &Work) -> anyhow::Result<()> {
        let url = format!("{}{}", self.server, work.path);
        let mut request = match &work.file {
            None => self.client.get(url),
            Some(file) => {
                let bytes = tokio::fs::read(file).await?;
                let name = file
                    .file_name()
                    .map(|name| name.to_string_lossy().into_owned());
                let part = Part::bytes(bytes).file_name(name.unwrap_or_default());
                self.client
                    .post(url)
                    .header(FETCHED_FROM, SAME_ORIGIN)
                    .multipart(Form::new().part("file", part))
            }
        };
        if let Some(cookie) = &self.session {
            request = request.header(COOKIE, cookie);
        }
        let answer = request.send().await?;
        let status = answer.status();
        if status.is_redirection() && leads_to_sign_in(&answer) {
            bail!("sent to sign in");
        }
        let is_good = status.is_success() || status == StatusCode::SEE_OTHER;
        anyhow::ensure!(is_good, "{status}");
        answer.bytes().await?;
        Ok(())
    }
}

fn leads_to_sign_in(answer: &Response) -> bool {
    let location = answer.headers().get(LOCATION);
    location.is_some_and(|to| to.as_bytes().starts_with(b"/sign-in"))
}

/// A page of a framework and nothing else, as the ceiling of what a server in this process model can do.
///
/// # Errors
/// When the address is taken.
pub fn serve_bare_page(address: std::net::SocketAddr, bytes: usize) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async move {
        let page = axum::response::Html("x".repeat(bytes));
        let router = axum::Router::new().route(
            "/",
            axum::routing::get(move || std::future::ready(page.clone())),
        );
        let listener = tokio::net::TcpListener::bind(address).await?;
        println!("http://{}", listener.local_addr()?);
        axum::serve(listener, router).await?;
        Ok(())
    })
}
