//! Every file of the corpus, whole and damaged, ends in an answer: never a panic, never without
//! end. `fuzz/` goes on from the same files.

use std::fs;
use std::path::PathBuf;

use junheng_intake::{Intake, read};
use proptest::prelude::*;

use crate::support::{kinds, rulebook, shown, table};

fn corpus() -> Vec<(String, Vec<u8>)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("the corpus")
        .map(|entry| entry.expect("a file").path())
        .collect();
    files.sort();
    files
        .into_iter()
        .map(|path| {
            let name = path
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            (name, fs::read(path).expect("its bytes"))
        })
        .collect()
}

fn corpus_file(name: &str) -> Vec<u8> {
    let found = corpus().into_iter().find(|(own, _)| own == name);
    found.unwrap_or_else(|| panic!("no file {name}")).1
}

/// What holds of every answer, whatever was asked.
fn is_an_answer(intake: &Intake) {
    if intake.unusable {
        assert!(intake.diagnostics.has_errors(), "refused without a reason");
    }
    for table in &intake.tables {
        for column in &table.columns {
            assert_eq!(column.values.len(), table.row_count(), "{}", column.name);
        }
    }
    for diagnostic in intake.diagnostics.iter() {
        assert!(!diagnostic.mend.zh.is_empty() && !diagnostic.mend.en.is_empty());
    }
}

#[test]
fn every_file_of_the_corpus_gets_an_answer() {
    let rulebook = rulebook();
    for (name, bytes) in corpus() {
        is_an_answer(&read(&name, &bytes, &rulebook));
    }
}

#[test]
fn one_county_reads_the_same_in_every_format() {
    let rulebook = rulebook();
    for name in [
        "county.xlsx",
        "county.xls",
        "county.ods",
        "county-gb18030.csv",
        "county-utf8.csv",
    ] {
        let intake = read(name, &corpus_file(name), &rulebook);
        let schools = table(&intake, "学校");
        assert_eq!(shown(schools, "学校名称"), ["甲校", "乙校"], "{name}");
        assert_eq!(shown(schools, "小学在校生数"), ["1200", "600"], "{name}");
        assert_eq!(shown(schools, "初中在校生数"), ["", "300"], "{name}");
        assert_eq!(
            shown(schools, "教学仪器设备资产值"),
            ["3125000", "12000000"],
            "{name}"
        );
        let refused = |register: &str| {
            intake
                .refused
                .iter()
                .filter(|row| row.register == register)
                .count()
        };
        assert_eq!(refused("学校"), 2, "{name}");
        for kind in [
            "total-row",
            "signature-row",
            "duplicate-key",
            "unknown-code",
            "not-a-year",
            "unit-unfit",
        ] {
            assert!(kinds(&intake).contains(&kind), "{name}: no {kind}");
        }
    }
    let intake = read("county.xlsb", &corpus_file("county.xlsb"), &rulebook);
    assert_eq!(shown(table(&intake, "学校"), "小学在校生数"), ["600"]);
}

#[test]
fn hostile_files_are_refused_with_the_right_reason() {
    // file, a diagnostic that it must get
    let expected = [
        ("encrypted.ods", "damaged-file"),
        ("unclosed.ods", "damaged-file"),
        ("endless.xls", "too-large"),
        ("far-corner.xls", "too-large"),
        ("no-sheet.xlsx", "unreadable-sheet"),
        ("page.xls", "not-a-workbook"),
        ("promised-texts.xlsx", "too-large"),
        ("repeated.ods", "too-large"),
        ("sheet-beyond.xls", "damaged-file"),
        ("string-index.xlsb", "unreadable-sheet"),
        ("string-index.xlsx", "unreadable-sheet"),
        ("truncated.xls", "damaged-file"),
        ("truncated.xlsx", "damaged-file"),
        ("wild-cells.xlsx", "unreadable-sheet"),
        ("wrong-encoding.csv", "wrong-encoding"),
    ];
    let rulebook = rulebook();
    for (name, kind) in expected {
        let intake = read(name, &corpus_file(name), &rulebook);
        assert!(
            kinds(&intake).contains(&kind),
            "{name}: {:?}",
            kinds(&intake)
        );
    }
}

/// A change to a file: bytes overwritten, a piece cut out, a piece doubled, the end cut off.
#[derive(Debug, Clone)]
enum Damage {
    Overwrite(prop::sample::Index, Vec<u8>),
    CutOut(prop::sample::Index, usize),
    Repeat(prop::sample::Index, usize),
    CutOff(prop::sample::Index),
}

fn damage() -> impl Strategy<Value = Damage> {
    let place = || any::<prop::sample::Index>();
    prop_oneof![
        4 => (place(), prop::collection::vec(any::<u8>(), 1..9)).prop_map(|(at, bytes)| Damage::Overwrite(at, bytes)),
        1 => (place(), 1..64_usize).prop_map(|(at, length)| Damage::CutOut(at, length)),
        1 => (place(), 1..64_usize).prop_map(|(at, length)| Damage::Repeat(at, length)),
        1 => place().prop_map(Damage::CutOff),
    ]
}

fn damaged(mut bytes: Vec<u8>, damages: &[Damage]) -> Vec<u8> {
    for damage in damages {
        if bytes.is_empty() {
            break;
        }
        let length = bytes.len();
        match damage {
            Damage::Overwrite(at, with) => {
                let at = at.index(length);
                let end = (at + with.len()).min(length);
                bytes[at..end].copy_from_slice(&with[..end - at]);
            }
            Damage::CutOut(at, size) => {
                let at = at.index(length);
                bytes.drain(at..(at + size).min(length));
            }
            Damage::Repeat(at, size) => {
                let at = at.index(length);
                let piece = bytes[at..(at + size).min(length)].to_vec();
                bytes.splice(at..at, piece);
            }
            Damage::CutOff(at) => bytes.truncate(at.index(length)),
        }
    }
    bytes
}

/// Unpacks a workbook, damages one part and packs it again: what is inside the archive gets past
/// its checksums then.
fn damaged_inside(bytes: &[u8], part: prop::sample::Index, damages: &[Damage]) -> Option<Vec<u8>> {
    use std::io::{Cursor, Read, Write};
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    let chosen = part.index(archive.len().max(1));
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for position in 0..archive.len() {
        let mut file = archive.by_index(position).ok()?;
        let name = file.name().ok()?.into_owned();
        let mut content = Vec::new();
        file.read_to_end(&mut content).ok()?;
        if position == chosen {
            content = damaged(content, damages);
        }
        writer
            .start_file(name, zip::write::SimpleFileOptions::default())
            .ok()?;
        writer.write_all(&content).ok()?;
    }
    Some(writer.finish().ok()?.into_inner())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn damaged_files_get_an_answer(
        file in any::<prop::sample::Index>(),
        part in any::<prop::sample::Index>(),
        inside in any::<bool>(),
        damages in prop::collection::vec(damage(), 1..6),
    ) {
        let corpus = corpus();
        let (name, bytes) = &corpus[file.index(corpus.len())];
        let bytes = match inside.then(|| damaged_inside(bytes, part, &damages)).flatten() {
            Some(bytes) => bytes,
            None => damaged(bytes.clone(), &damages),
        };
        is_an_answer(&read(name, &bytes, &rulebook()));
    }

    #[test]
    fn any_bytes_get_an_answer(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        is_an_answer(&read("upload", &bytes, &rulebook()));
    }

    #[test]
    fn any_text_table_gets_an_answer(text in "[学校标识码名称在生数,;\t\"\r\n0-9=().万元—-]{0,200}") {
        is_an_answer(&read("学校.csv", text.as_bytes(), &rulebook()));
    }
}
