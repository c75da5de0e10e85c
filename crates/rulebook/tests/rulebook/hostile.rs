//! Whatever stands in the files, loading ends in diagnostics and never in a panic.

use junheng_rulebook::Rulebook;
use proptest::prelude::*;

use crate::book::{AREA, HEAD, files};

const EXAMPLE: &str = "# 例\n\n判定日: 2024-12-31\n\n## 学校\n| 区县 |\n| --- |\n| 甲 |\n\n## 应得：县\n| 区县 |\n| --- |\n| 甲 |\n";

fn sound() -> Vec<(String, String)> {
    let mut files = files(&format!(
        "{HEAD}{AREA}[[indicator.limit]]\nvalue = 2\nwhen = \"规划建成年份 <= 2016 AND 办学类型 IN ('312')\"\ncase = \"旧\"\n"
    ));
    files.push(("policies/p/examples/例.md".to_owned(), EXAMPLE.to_owned()));
    files
}

/// Pieces that matter to TOML, SQL or Markdown.
const PIECES: [&str; 24] = [
    "\"",
    "'",
    "[",
    "]]",
    "[[indicator]]\n",
    "{",
    "}",
    "=",
    "\n",
    ",",
    "\\",
    "#",
    "|",
    "(",
    ")",
    "（",
    "100人",
    "学校.",
    "参数.",
    " AND ",
    "9999999999999999999999",
    "0x7f",
    "2017-02-30",
    "\u{0}",
];

fn cut(text: &str, at: usize) -> usize {
    let mut at = at % (text.len() + 1);
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn truncated_files_are_diagnosed(file in 0_usize..7, at in any::<usize>()) {
        let mut files = sound();
        let text = &mut files[file].1;
        let at = cut(text, at);
        text.truncate(at);
        Rulebook::load(files);
    }

    #[test]
    fn changed_files_are_diagnosed(
        changes in prop::collection::vec((0_usize..7, any::<usize>(), 0_usize..24, 0_usize..12), 1..6)
    ) {
        let mut files = sound();
        for (file, at, piece, removed) in changes {
            let text = &mut files[file].1;
            let start = cut(text, at);
            let end = cut(text, (start + removed).min(text.len())).max(start);
            text.replace_range(start..end, PIECES[piece]);
        }
        let loaded = Rulebook::load(files);
        for found in &loaded.diagnostics {
            prop_assert!(found.place.line > 0 && found.place.column > 0);
            prop_assert!(!found.message.zh.is_empty() && !found.message.en.is_empty());
        }
    }

    #[test]
    fn expressions_of_any_text_are_diagnosed(text in "[在校生数学段 0-9a-zA-Z'()<>=+*/.,%|:&!~^#@$\\[\\]-]{0,40}") {
        let words = format!("[[exclude]]\nname = \"x\"\nwhen = {}\nsource = {{ document = \"d\", status = \"confirmed\" }}\n",
            toml_text(&text));
        Rulebook::load(files(&format!("{HEAD}{AREA}{words}")));
    }

    #[test]
    fn the_order_of_files_does_not_matter(seed in any::<u64>()) {
        let mut files = sound();
        let turned = usize::try_from(seed % 7).expect("below 7");
        files.rotate_left(turned);
        prop_assert_eq!(Rulebook::load(files), Rulebook::load(sound()));
    }
}

fn toml_text(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[test]
fn the_sound_files_are_sound() {
    assert_eq!(Rulebook::load(sound()).diagnostics, []);
}
