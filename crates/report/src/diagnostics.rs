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
        let mut told = 0;
        for same in found.chunk_by(|one, next| is_same(one, next)).take(limit) {
            push(&mut out, same, lang);
            told += same.len();
        }
        if found.len() > told {
            let rest = words::problems_more(lang, found.len() - told);
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

/// Whether two diagnostics are one problem at several cells of a row: a part that is larger than its whole.
fn is_same(one: &Diagnostic, next: &Diagnostic) -> bool {
    let told = |of: &Diagnostic| (of.code, of.place.cell.map(|cell| cell.row));
    let sheet = |of: &Diagnostic| (of.place.file.clone(), of.place.sheet.clone());
    let words = |of: &Diagnostic| (of.read.clone(), of.rule.clone());
    told(one) == told(next) && sheet(one) == sheet(next) && words(one) == words(next)
}

/// One problem, which may stand at several cells.
fn push(out: &mut String, same: &[&Diagnostic], lang: Lang) {
    let Some((first, others)) = same.split_first() else {
        return;
    };
    let mut place = first.place.to_string();
    for cell in others.iter().filter_map(|other| other.place.cell) {
        place.push_str(&format!(", {cell}"));
    }
    out.push_str(&paragraph("- ", &place, PAGE, 2));
    for (label, said) in sentences(first, lang) {
        // A check is called what it expects.
        let is_repeated = label == words::RULE.say(lang) && first.code == CHECK;
        if !said.is_empty() && !is_repeated {
            let text = format!("{label}{}{said}", lang.colon());
            out.push_str(&paragraph("", &text, PAGE, 6));
        }
    }
}

/// What was read, what is expected, how to mend it, and who asks, each with its label.
pub(crate) fn sentences(diagnostic: &Diagnostic, lang: Lang) -> [(&'static str, &str); 4] {
    [
        (words::READ.say(lang), diagnostic.read.as_str()),
        (words::EXPECTED.say(lang), expected(diagnostic, lang)),
        (
            words::MEND.say(lang),
            lang.of(&diagnostic.mend.zh, &diagnostic.mend.en),
        ),
        (words::RULE.say(lang), diagnostic.rule.as_str()),
    ]
}

/// The code of a diagnostic that a check gave.
const CHECK: &str = "check";

/// What is expected; of a check its name alone, for the condition behind it is written for machines.
fn expected(diagnostic: &Diagnostic, lang: Lang) -> &str {
    let (zh, en) = (&diagnostic.expected.zh, &diagnostic.expected.en);
    let condition = || {
        let behind = zh.strip_prefix(diagnostic.rule.as_str())?;
        behind.strip_prefix('（')?.strip_suffix('）')
    };
    let Some(condition) = (diagnostic.code == CHECK).then(condition).flatten() else {
        return lang.of(zh, en);
    };
    let name = en.strip_suffix(&format!("({condition})"));
    lang.of(&diagnostic.rule, name.map_or(en, str::trim_end))
}
