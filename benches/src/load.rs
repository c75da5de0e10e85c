//! Many people at one server: some read pages, some upload workbooks, and each waits a while between two requests
//! as people do. Prints how long pages took, as JSON.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use clap::Args;
use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use reqwest::multipart::{Form, Part};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode};
use serde_json::json;
use tokio::task::JoinSet;

/// Who comes, and what each does.
#[derive(Args)]
pub struct Load {
    /// The server, `http://127.0.0.1:8080`.
    server: String,
    /// What readers read: `SIGN-IN NAME, PASSWORD, PATH` a line, separated by tabs; a name without a password reads without
    /// signing in.
    #[arg(long)]
    pages: PathBuf,
    /// What is uploaded: `SIGN-IN NAME, PASSWORD, PATH, FILE` a line, separated by tabs.
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

/// One line of a list of work.
struct Work {
    sign_in_name: String,
    password: String,
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
    let pages = Arc::new(listed(&load.pages)?);
    let uploads = match &load.uploads {
        Some(path) => Arc::new(listed(path)?),
        None => Arc::default(),
    };
    let client = Client::builder().redirect(Policy::none()).build()?;
    let mut sessions: BTreeMap<String, String> = BTreeMap::new();
    for work in pages.iter().chain(uploads.iter()) {
        if !work.password.is_empty() && !sessions.contains_key(&work.sign_in_name) {
            let cookie = sign_in(&client, &load.server, work).await?;
            sessions.insert(work.sign_in_name.clone(), cookie);
        }
    }
    let sessions = Arc::new(sessions);
    let end = Instant::now() + Duration::from_secs(load.seconds);
    let mut people = JoinSet::new();
    let uploaders = if uploads.is_empty() {
        0
    } else {
        load.uploaders
    };
    for number in 0..load.readers + uploaders {
        let is_upload = number >= load.readers;
        let person = Person {
            client: client.clone(),
            server: load.server.clone(),
            sessions: sessions.clone(),
            work: if is_upload {
                uploads.clone()
            } else {
                pages.clone()
            },
            number,
            think: Duration::from_millis(load.think_ms),
        };
        people.spawn(async move { (is_upload, person.until(end).await) });
    }
    let (mut read, mut uploaded) = (Tally::default(), Tally::default());
    while let Some(done) = people.join_next().await {
        let (is_upload, tally) = done?;
        if is_upload { &mut uploaded } else { &mut read }.add(tally);
    }
    let seconds = load.seconds as f64;
    println!(
        "{}",
        json!({ "read": read.told(seconds), "uploaded": uploaded.told(seconds) })
    );
    Ok(())
}

fn listed(path: &PathBuf) -> anyhow::Result<Vec<Work>> {
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let work = text.lines().map(|line| {
        let mut parts = line.split('\t').map(str::to_owned);
        let mut next = || parts.next().unwrap_or_default();
        Work {
            sign_in_name: next(),
            password: next(),
            path: next(),
            file: Some(next())
                .filter(|file| !file.is_empty())
                .map(PathBuf::from),
        }
    });
    Ok(work.collect())
}

async fn sign_in(client: &Client, server: &str, work: &Work) -> anyhow::Result<String> {
    let form = [
        ("sign_in_name", work.sign_in_name.as_str()),
        ("password", &work.password),
    ];
    let answer = client
        .post(format!("{server}/sign-in"))
        .form(&form)
        .send()
        .await?;
    let cookie = answer
        .headers()
        .get(SET_COOKIE)
        .and_then(|text| text.to_str().ok());
    match cookie.and_then(|text| text.split(';').next()) {
        Some(pair) => Ok(pair.to_owned()),
        None => bail!("{} cannot sign in: {}", work.sign_in_name, answer.status()),
    }
}

/// Somebody at a browser.
struct Person {
    client: Client,
    server: String,
    sessions: Arc<BTreeMap<String, String>>,
    work: Arc<Vec<Work>>,
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
                    .header("sec-fetch-site", "same-origin")
                    .multipart(Form::new().part("file", part))
            }
        };
        if let Some(cookie) = self.sessions.get(&work.sign_in_name) {
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
