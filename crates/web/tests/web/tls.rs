//! TLS with a certificate of one's own making.

use std::process::Command;

use junheng_web::{Settings, Tls};

use crate::house::House;

#[tokio::test(flavor = "multi_thread")]
async fn a_server_with_a_certificate_answers_https() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let tls = Tls {
        certificate: folder.path().join("certificate.pem"),
        key: folder.path().join("key.pem"),
    };
    let made = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
        ])
        .args(["-nodes", "-days", "2", "-subj", "/CN=localhost"])
        .arg("-keyout")
        .arg(&tls.key)
        .arg("-out")
        .arg(&tls.certificate)
        .output()
        .expect("openssl is there");
    assert!(made.status.success(), "{made:?}");
    let settings = Settings {
        is_secure: true,
        is_behind_proxy: false,
    };
    let house = House::open_with(settings, Some(tls)).await;
    // curl rather than reqwest, whose features in this workspace know no TLS.
    let address = format!("https://{}/sign-in", house.address);
    let answer = tokio::task::spawn_blocking(move || {
        Command::new("curl")
            .args(["--silent", "--insecure", "--include", &address])
            .output()
    });
    let answer = answer.await.expect("a task").expect("curl is there");
    let text = String::from_utf8_lossy(&answer.stdout).to_lowercase();
    assert!(text.starts_with("http/"), "{text}");
    assert!(text.contains(" 303") || text.contains(" 200"), "{text}");
    assert!(text.contains("strict-transport-security"), "{text}");
}
