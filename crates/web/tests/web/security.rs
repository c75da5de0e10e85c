//! What every answer says to browsers, and what is refused whoever asks.

use junheng_web::Settings;
use reqwest::{Method, Response};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::house::{House, PASSWORD};
use crate::reach::made_token;

/// Every answer forbids browsers what no page of ours does.
pub fn assert_headers(answer: &Response, what: &str) {
    let header = |name: &str| {
        let value = answer
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok());
        value.unwrap_or_default().to_owned()
    };
    let policy = header("content-security-policy");
    assert!(policy.contains("default-src 'none'"), "{what}: {policy}");
    assert!(policy.contains("script-src 'self'"), "{what}: {policy}");
    assert!(!policy.contains("unsafe-eval"), "{what}: {policy}");
    assert!(
        policy.contains("frame-ancestors 'none'"),
        "{what}: {policy}"
    );
    assert_eq!(header("x-content-type-options"), "nosniff", "{what}");
    assert_eq!(header("x-frame-options"), "DENY", "{what}");
    assert_eq!(header("referrer-policy"), "same-origin", "{what}");
    assert!(!header("cache-control").is_empty(), "{what}");
}

/// No page holds a script or a style of its own: the policy would not let it work.
pub fn assert_nothing_inline(html: &str, what: &str) {
    for tag in html.split("<script").skip(1) {
        let tag = tag.split('>').next().unwrap_or_default();
        let is_ours = tag.contains("src=\"/") || tag.contains("type=\"application/json\"");
        assert!(is_ours, "{what}: <script{tag}>");
    }
    assert!(
        !html.contains("<style"),
        "{what} has a style sheet of its own"
    );
    for tag in html.split('<').skip(1) {
        let tag = tag.split('>').next().unwrap_or_default();
        assert!(!tag.contains(" style=\""), "{what}: <{tag}>");
        let handlers = tag.split(" on").skip(1);
        for handler in handlers {
            let name = handler.split('=').next().unwrap_or_default();
            let is_handler =
                handler.contains("=\"") && name.chars().all(|c| c.is_ascii_lowercase());
            assert!(!is_handler || name.is_empty(), "{what}: <{tag}>");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_site_changes_nothing() {
    let house = House::open().await;
    let clerk = house.browser("school-data-clerk").await;
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.example"),
    ] {
        let mut request = clerk
            .request(Method::POST, "/me/name")
            .form(&[("name", "别人改的")])
            .build()
            .expect("a request");
        request.headers_mut().remove("sec-fetch-site");
        request
            .headers_mut()
            .insert(name, value.parse().expect("a value"));
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .expect("a client");
        let answer = client.execute(request).await.expect("an answer");
        assert_eq!(answer.status(), 403, "{name}: {value}");
    }
    let me = clerk.get("/api/v1/me").await.text().await.expect("text");
    assert!(!me.contains("别人改的"), "{me}");
}

/// What a program hears that sends a form to its last byte before it listens, as some proxies do.
async fn heard_after_all(house: &House, bearer: &str, address: &str, bytes: usize) -> String {
    let line = TcpStream::connect(house.address).await.expect("connects");
    let (mut ear, mut mouth) = line.into_split();
    let head = format!(
        "POST {address} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {bearer}\r\nconnection: close\r\n\
         content-type: multipart/form-data; boundary=frame\r\ncontent-length: {bytes}\r\n\r\n\
         --frame\r\ncontent-disposition: form-data; name=\"file\"; filename=\"大.csv\"\r\n\r\n",
        house.address
    );
    let body_begins = head.find("--frame").expect("a body");
    mouth.write_all(head.as_bytes()).await.expect("is heard");
    let mut left = bytes - (head.len() - body_begins);
    let some = vec![b'x'; 1 << 20];
    while left > 0 {
        let now = left.min(some.len());
        mouth.write_all(&some[..now]).await.expect("is heard out");
        left -= now;
    }
    let mut answer = String::new();
    ear.read_to_string(&mut answer).await.expect("an answer");
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_large_is_told_in_words_and_in_place() {
    let house = House::open().await;
    let keeper = house.browser("county-administrator").await;
    let file = reqwest::multipart::Part::bytes(vec![b'x'; 60 << 20]).file_name("大.csv");
    let form = reqwest::multipart::Form::new().part("file", file);
    let address = format!("/admin/organisations/{}/import", house.county);
    let request = keeper.request(Method::POST, &address).multipart(form);
    let answer = request.send().await.expect("an answer");
    assert_eq!(answer.status(), 422);
    assert_headers(&answer, "an upload");
    let text = answer.text().await.expect("text");
    assert!(
        text.contains("文件超过20 MB") && text.contains("type=\"file\""),
        "{text}"
    );

    let program = house.program("school-data-clerk").await;
    let token = made_token(&program, "read-and-write").await;
    // Refused for what it is, for who asks, and for where it goes: each is heard.
    for (address, bearer, said) in [
        (
            format!("/api/v1/hand-ins/{}/upload", house.school),
            token.as_str(),
            "HTTP/1.1 422",
        ),
        (
            format!("/api/v1/hand-ins/{}/upload", house.school),
            "nobody",
            "HTTP/1.1 401",
        ),
        ("/api/v1/me/name".to_owned(), token.as_str(), "HTTP/1.1 405"),
    ] {
        let heard = heard_after_all(&house, bearer, &address, 60 << 20).await;
        assert!(heard.starts_with(said), "{address}: {heard}");
        assert!(heard.contains("\"reasons\""), "{address}: {heard}");
    }
    let answer = program
        .request(Method::PUT, "/api/v1/me/name")
        .header("content-type", "application/json")
        .body(vec![b'x'; 5 << 20])
        .send()
        .await;
    assert!(answer.expect("an answer").status().is_client_error());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_session_s_cookie_is_for_this_site_alone() {
    let house = House::open().await;
    let answer = house
        .stranger()
        .post_form(
            "/sign-in",
            &[
                ("sign_in_name", "school-data-clerk"),
                ("password", PASSWORD),
            ],
        )
        .await;
    let cookie = answer.headers()["set-cookie"]
        .to_str()
        .expect("text")
        .to_owned();
    for flag in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age="] {
        assert!(cookie.contains(flag), "{flag}: {cookie}");
    }
    let settings = Settings {
        is_secure: true,
        is_behind_proxy: true,
    };
    let behind_tls = House::open_with(settings, None).await;
    let answer = behind_tls
        .stranger()
        .post_form(
            "/sign-in",
            &[
                ("sign_in_name", "school-data-clerk"),
                ("password", PASSWORD),
            ],
        )
        .await;
    let cookie = answer.headers()["set-cookie"]
        .to_str()
        .expect("text")
        .to_owned();
    assert!(cookie.contains("Secure"), "{cookie}");
    let transport = &answer.headers()["strict-transport-security"];
    assert!(transport.to_str().expect("text").contains("max-age="));
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_of_all_kinds_carry_the_headers() {
    let house = House::open().await;
    let visitor = house.stranger();
    for path in [
        "/sign-in",
        "/no-such-page",
        "/assets/0/junheng.css",
        "/api/openapi.json",
        "/api/docs/",
        "/api/v1/me",
        "/api/v1/no-such-call",
    ] {
        let answer = visitor.get(path).await;
        assert_headers(&answer, path);
    }
    let docs = visitor.get("/api/docs/").await;
    assert_eq!(docs.status(), 200);
    let html = docs.text().await.expect("text");
    assert!(
        !html.contains("https://"),
        "the page needs no network: {html}"
    );
}
