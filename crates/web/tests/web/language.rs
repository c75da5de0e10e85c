//! Every page in both languages: nothing of ours is in the other one.
//!
//! What stays Chinese on English pages is what people call their schools and themselves, what stands in their files
//! and in official documents, and rule texts, which are marked as Chinese, so that they are read out as such.

use junheng_model::Role;
use junheng_rulebook::{Policy, Rulebook};
use reqwest::Method;

use crate::handing_in::{YEARS, hand_in, json, opened, table, upload};
use crate::house::{House, rulebook, spelled};

/// What the county's people wrote themselves, and where it stands.
struct Told {
    house: House,
    /// The parameters of addresses and what to put there, the longest addresses first.
    places: Vec<(&'static str, &'static str, String)>,
    /// Names of schools and people, and what stands in files.
    theirs: Vec<String>,
}

/// A county that is at work: figures with a mistake handed in, others to be reviewed, words said of them.
async fn told() -> Told {
    let house = opened().await;
    let rulebook = rulebook();
    let clerk = house.program("school-data-clerk").await;
    let of = |name: &str| rulebook.register(name).expect("the register");
    let schools = hand_in(&clerk, YEARS[1], "学校").await;
    for year in YEARS {
        let id = hand_in(&clerk, year, "学校").await;
        upload(&clerk, id, "学校.csv", table(of("学校"), &[&[]])).await;
    }
    let wrong: &[(&str, &str)] = &[("学历", "博士以上")];
    let teachers = hand_in(&clerk, YEARS[1], "教师").await;
    let sent = table(of("教师"), &[wrong, &[("教师编号", "T0002")]]);
    let answer = upload(&clerk, teachers, "教师.csv", sent).await;
    let evidence = answer["evidence"].as_i64().expect("a kept file");
    let note = serde_json::json!({ "note": "本校今年没有班级。" });
    let classes = hand_in(&clerk, YEARS[1], "班级").await;
    let principal = house.program("school-principal").await;
    let submit = format!("/api/v1/hand-ins/{classes}/submit");
    let submitted = principal.send_json(Method::POST, &submit, &note).await;
    assert_eq!(submitted.status(), 204);
    let rows = json(
        clerk
            .get(&format!("/api/v1/hand-ins/{teachers}/rows"))
            .await,
    )
    .await;
    let row = rows["rows"][0]["id"].as_i64().expect("a row");
    let places = vec![
        ("/uploads/", "id", teachers.to_string()),
        ("", "evidence", evidence.to_string()),
        ("/unmask/", "id", teachers.to_string()),
        ("", "row", row.to_string()),
        ("/hand-ins/{id}/review", "id", classes.to_string()),
        ("/hand-ins/{id}", "id", schools.to_string()),
        ("", "number", "1".to_owned()),
        (
            "people",
            "id",
            house.people["school-data-clerk"].to_string(),
        ),
        ("", "id", house.county.to_string()),
        ("", "county", house.county.to_string()),
        ("", "school", house.school.to_string()),
        ("", "node", house.county.to_string()),
        ("", "code", "2136000001".to_owned()),
        ("", "period", YEARS[1].to_owned()),
        ("", "indicator", "R1".to_owned()),
        ("", "policy", "quality-balance-2017".to_owned()),
        ("", "register", "教师".to_owned()),
        ("", "list", "办学类型".to_owned()),
        ("", "kind", "填报".to_owned()),
        ("", "handle", "0123456789abcdef".to_owned()),
        ("", "grant", "1".to_owned()),
        ("", "exemption", "1".to_owned()),
        ("", "job", "1".to_owned()),
    ];
    Told {
        theirs: theirs(&rulebook),
        places,
        house,
    }
}

/// The longest first, so that a name within another does not spoil it.
fn theirs(rulebook: &Rulebook) -> Vec<String> {
    let names = ["全国", "青禾县", "临河县", "向阳小学", "先生", "县里有人"];
    let files = ["学校.csv", "教师.csv", "博士以上", "本校今年没有班级。"];
    // The headings that a list of organisations has in its file.
    let headings = ["学校标识码", "名称", "类型", "上级"];
    let columns = || rulebook.registers.iter().flat_map(|of| &of.columns);
    let examples = columns().map(|column| column.example.as_str());
    let mut theirs: Vec<String> = names
        .into_iter()
        .chain(files)
        .chain(headings)
        .chain(examples)
        .map(str::to_owned)
        .chain(rulebook.policies.iter().flat_map(official))
        .filter(|text| text.contains(is_han))
        .collect();
    theirs.sort_by_key(|text| std::cmp::Reverse(text.len()));
    theirs.dedup();
    theirs
}

/// What a policy has from its documents as it stands there: their numbers, articles, kinds of schools.
fn official(policy: &Policy) -> Vec<String> {
    let mut official = vec![
        policy.document.number.clone(),
        policy.document.title.clone(),
    ];
    let cases = policy.indicators.iter().flat_map(|of| &of.limits);
    let cases = cases.chain(policy.parameters.iter().flat_map(|of| &of.values));
    official.extend(cases.map(|case| case.source.to_string()));
    official.extend(policy.indicators.iter().map(|of| of.source.to_string()));
    official.extend(policy.rules.iter().map(|of| of.source.to_string()));
    official.extend(policy.exclusions.iter().map(|of| of.name.clone()));
    official
}

impl Told {
    fn address(&self, declared: &str) -> String {
        let parts = declared.split('/').map(|part| {
            let name = part
                .strip_prefix('{')
                .and_then(|part| part.strip_suffix('}'));
            let Some(name) = name else {
                return part.to_owned();
            };
            let mut known = self.places.iter();
            let found = known.find(|(within, of, _)| *of == name && declared.contains(within));
            found.map_or_else(
                || panic!("{{{name}}} of {declared}"),
                |(.., text)| text.clone(),
            )
        });
        parts.collect::<Vec<_>>().join("/")
    }

    /// What is said on somebody's pages in a language, with the address.
    async fn said(&self, who: &str, lang: &str) -> Vec<(String, String)> {
        let visitor = self.house.browser(who).await;
        let mut said = Vec::new();
        for declared in junheng_web::page_addresses() {
            let address = self.address(declared);
            let asked = visitor.request(Method::GET, &address);
            let answer = asked.header("accept-language", lang).send().await;
            let answer = answer.expect("an answer");
            let kind = answer.headers().get("content-type");
            if kind.is_none_or(|kind| !kind.as_bytes().starts_with(b"text/html")) {
                continue;
            }
            let html = answer.text().await.expect("a page");
            said.extend(
                read_out(&html)
                    .into_iter()
                    .map(|text| (address.clone(), text)),
            );
        }
        said
    }
}

fn is_han(letter: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&letter)
}

/// Elements without an end.
const VOID: [&str; 6] = ["meta", "link", "input", "br", "hr", "img"];
/// Attributes that are read out or shown.
const SAID: [&str; 5] = ["aria-label", "title", "placeholder", "alt", "data-title"];

/// The texts of a page and of its attributes, in its own language: what is marked as another, and scripts, left out.
fn read_out(html: &str) -> Vec<String> {
    let mut said = Vec::new();
    // The element that is left out, and how deep we are in elements of its name.
    let mut left_out: Option<(&str, usize)> = None;
    for piece in html.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').unwrap_or((piece, ""));
        let name = tag.trim_start_matches('/').split([' ', '\n', '/']).next();
        let name = name.unwrap_or_default();
        let ends = tag.starts_with('/');
        let has_content = !tag.ends_with('/') && !VOID.contains(&name);
        match &mut left_out {
            Some((of, depth)) if *of == name && ends => *depth -= 1,
            Some((of, depth)) if *of == name && has_content => *depth += 1,
            Some(_) => {}
            None if !ends => {
                let is_marked = name != "html" && tag.contains(" lang=\"");
                if has_content && (is_marked || ["script", "style"].contains(&name)) {
                    left_out = Some((name, 1));
                } else {
                    said.extend(SAID.iter().filter_map(|of| attribute(tag, of)));
                }
            }
            None => {}
        }
        if let Some((_, 0)) = left_out {
            left_out = None;
        }
        if left_out.is_none() && !text.trim().is_empty() {
            said.push(text.trim().to_owned());
        }
    }
    said
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    Some(rest.split('"').next()?.to_owned())
}

/// Each once, so that the answer can be read.
fn told_once(mut wrong: Vec<String>) -> String {
    wrong.sort();
    wrong.dedup();
    wrong.join("\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn english_pages_say_nothing_in_chinese() {
    let told = told().await;
    let mut wrong = Vec::new();
    for role in Role::ALL {
        for place in ["county", "school"] {
            let who = format!("{place}-{}", spelled(role));
            for (address, text) in told.said(&who, "en").await {
                let ours = told
                    .theirs
                    .iter()
                    .fold(text.clone(), |text, name| text.replace(name, ""));
                if ours.contains(is_han) {
                    wrong.push(format!("{address}: {text}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", told_once(wrong));
}

#[tokio::test(flavor = "multi_thread")]
async fn chinese_pages_say_nothing_in_english() {
    let told = told().await;
    let mut wrong = Vec::new();
    for who in [
        "county-administrator",
        "county-creation-office",
        "school-data-clerk",
        "county-leader",
    ] {
        for (address, text) in told.said(who, "zh").await {
            let is_word =
                |word: &&str| word.len() > 3 && word.bytes().all(|b| b.is_ascii_lowercase());
            // One word may be a name to sign in with, or a program's.
            if !text.contains(is_han) && text.split(' ').filter(is_word).count() > 1 {
                wrong.push(format!("{address}: {text}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", told_once(wrong));
}

#[test]
fn what_is_marked_as_another_language_is_left_out() {
    let html = "<html lang=\"en\"><p title=\"one\">two <b>three</b></p><div lang=\"zh-CN\">四<div>五</div>六</div>\
        <input placeholder=\"seven\"><script>eight</script><td lang=\"zh-CN\"><a>九</a></td>ten";
    assert_eq!(read_out(html), ["one", "two", "three", "seven", "ten"]);
}
