//! What a search finds in the rulebook.

use junheng_rulebook::{Check, Policy, Register, Rulebook};

use super::article::{Article, Cell, Section, named};
use super::index::register_address;
use super::policies::address;
use crate::lang::Lang;
use crate::links::escaped;

/// How many hits a search lists.
const MOST_HITS: usize = 200;

/// What is looked for.
struct Looking {
    words: Vec<String>,
    lang: Lang,
}

/// Kind, name and place of what was found.
type Hit = Vec<Cell>;

/// What has these words in its name, formula or explanation.
pub fn found(rulebook: &Rulebook, words: &str, lang: Lang) -> Article {
    let looking = Looking {
        words: words
            .to_lowercase()
            .split_whitespace()
            .map(str::to_owned)
            .collect(),
        lang,
    };
    let mut rows: Vec<Hit> = Vec::new();
    for policy in &rulebook.policies {
        rows.extend(looking.in_policy(policy));
    }
    for register in &rulebook.registers {
        rows.extend(looking.in_register(register));
    }
    rows.extend(looking.in_examples(rulebook));
    let all = rows.len();
    rows.truncate(MOST_HITS);
    let heads = [
        lang.say("种类", "Kind"),
        lang.say("名称", "Name"),
        lang.say("所在", "Where"),
    ];
    let mut article = Article {
        title: match lang {
            Lang::Zh => format!("“{words}”：{all} 处"),
            Lang::En => format!("“{words}”: {all} found"),
        },
        ..Article::default()
    };
    if all == 0 {
        let nothing = lang.say(
            "没有找到。换个说法，或者只写其中几个字。",
            "Nothing found. Try fewer words.",
        );
        nothing.clone_into(&mut article.lead);
    } else {
        article.sections = vec![Section::table("", &heads, rows)];
    }
    article
}

impl Looking {
    /// Whether the texts together hold every word.
    fn holds(&self, texts: &[&str]) -> bool {
        let text = texts.join("\n").to_lowercase();
        self.words.iter().all(|word| text.contains(word))
    }

    fn in_policy(&self, policy: &Policy) -> Vec<Hit> {
        let report = self.lang.of_report();
        let mut hits = Vec::new();
        for indicator in &policy.indicators {
            let own = [
                &indicator.id,
                &indicator.name,
                &indicator.short,
                &indicator.en,
                &indicator.source.note,
            ];
            if self.holds(&own.map(String::as_str)) {
                let href = format!("{}#{}", address(policy), escaped(&indicator.id));
                let label = format!("{} {}", indicator.id, report.indicator(indicator));
                hits.push(vec![
                    Cell::text(self.lang.say("指标", "indicator")),
                    Cell::link(label, href),
                    Cell::text(report.policy(policy)),
                ]);
            }
        }
        hits
    }

    fn in_register(&self, register: &Register) -> Vec<Hit> {
        let hit = |kind: &str, name: &str, place: &str| {
            vec![
                Cell::text(kind),
                Cell::link(name, register_address(register)),
                Cell::text(place),
            ]
        };
        let of_register = named(&register.name, &register.en, self.lang);
        let columns = register
            .columns
            .iter()
            .filter(|column| self.holds(&[&column.name, &column.en, &column.help]))
            .map(|column| {
                let kind = self.lang.say("列", "column");
                hit(
                    kind,
                    named(&column.name, &column.en, self.lang),
                    of_register,
                )
            });
        let checks = register
            .checks
            .iter()
            .filter(|check| self.holds(&words_of(check)))
            .map(|check| {
                let kind = self.lang.say("校验", "check");
                let name = named(&check.id, &check.en, self.lang);
                hit(kind, name, self.lang.of(&check.why))
            });
        columns.chain(checks).collect()
    }

    fn in_examples(&self, rulebook: &Rulebook) -> Vec<Hit> {
        let examples = rulebook.examples.iter().enumerate();
        examples
            .filter(|(_, example)| self.holds(&[&example.title, &example.prose]))
            .map(|(index, example)| {
                vec![
                    Cell::text(self.lang.say("算例", "example")),
                    Cell::link(&example.title, format!("/rulebook/examples/{}", index + 1)),
                    Cell::text(&example.prose),
                ]
            })
            .collect()
    }
}

/// Everything that a check is looked for by.
fn words_of(check: &Check) -> [&str; 6] {
    [
        &check.id,
        &check.en,
        &check.why.zh,
        &check.why.en,
        &check.mend.zh,
        &check.mend.en,
    ]
}
