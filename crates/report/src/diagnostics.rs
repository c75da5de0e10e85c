//! What is wrong in a user's files, as a list on the console.

use junheng_model::{Diagnostic, Diagnostics, Severity};

use crate::text_table::paragraph;
use crate::{Lang, words};

/// Columns that a list of diagnostics takes on the page.
const PAGE: usize = 100;

/// All diagnostics as `file / sheet / cell`, what was read, what is expected, how to mend it; by
/// severity, worst first, at most `limit` of each, and the counts at the end. Empty for no diagnostics.
pub fn text(diagnostics: &Diagnostics, lang: Lang, limit: usize) -> String {
    let mut out = String::new();
    if diagnostics.is_empty() {
        return out;
    }
    for severity in [Severity::Error, Severity::Warning, Severity::Notice] {
        let found: Vec<&Diagnostic> = diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.severity == severity)
            .collect();
        if found.is_empty() {
            continue;
        }
        let title = lang.of(severity.name(), severity.english());
        out.push_str(&format!("【{title}】 {}\n", found.len()));
        for diagnostic in found.iter().take(limit) {
            push(&mut out, diagnostic, lang);
        }
        if found.len() > limit {
            let rest = words::problems_more(lang, found.len() - limit);
            out.push_str(&paragraph("", &rest, PAGE, 2));
        }
    }
    out.push_str(&words::problem_tally(
        lang,
        diagnostics.count(Severity::Error),
        diagnostics.count(Severity::Warning),
        diagnostics.count(Severity::Notice),
    ));
    out.push('\n');
    out
}

fn push(out: &mut String, diagnostic: &Diagnostic, lang: Lang) {
    out.push_str(&paragraph("- ", &diagnostic.place.to_string(), PAGE, 2));
    for (label, said) in sentences(diagnostic, lang) {
        if !said.is_empty() {
            let text = format!("{label}{}{said}", lang.colon());
            out.push_str(&paragraph("", &text, PAGE, 6));
        }
    }
}

/// What was read, what is expected, how to mend it, and who asks, each with its label.
pub(crate) fn sentences(diagnostic: &Diagnostic, lang: Lang) -> [(&'static str, &str); 4] {
    [
        (words::READ.say(lang), diagnostic.read.as_str()),
        (
            words::EXPECTED.say(lang),
            lang.of(&diagnostic.expected.zh, &diagnostic.expected.en),
        ),
        (
            words::MEND.say(lang),
            lang.of(&diagnostic.mend.zh, &diagnostic.mend.en),
        ),
        (words::RULE.say(lang), diagnostic.rule.as_str()),
    ]
}
