//! From the texts under `rulebook/` to a checked rulebook. Every mistake is collected.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::mistake::{Mistakes, TextDiagnostic};
use crate::written::SourceText;
use crate::{Example, Rulebook};

mod calendars;
mod cases;
mod checks;
mod codes;
mod columns;
mod desk;
mod examples;
mod figures;
mod fit;
mod formulas;
mod indicators;
mod matters;
mod measured;
mod names;
mod overlay;
mod parameters;
mod policies;
mod reader;
mod registers;
mod rules;
mod scoring;
mod shared;
mod source;
mod tree;
mod units;

use desk::Desk;

/// What came of reading a rulebook.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Loaded {
    /// What could be read. Use it only when `diagnostics` is empty: what was wrong is left out of it.
    pub rulebook: Rulebook,
    /// Every mistake, in order of file and line.
    pub diagnostics: Vec<TextDiagnostic>,
    /// The worked examples, in order of policy and file.
    pub examples: Vec<Example>,
}

impl Loaded {
    /// The rulebook and its worked examples, if nothing is wrong with them.
    ///
    /// # Errors
    /// Every mistake, when there is any.
    pub fn checked(self) -> Result<(Rulebook, Vec<Example>), Vec<TextDiagnostic>> {
        if self.diagnostics.is_empty() {
            let mut rulebook = self.rulebook;
            rulebook.examples.clone_from(&self.examples);
            Ok((rulebook, self.examples))
        } else {
            Err(self.diagnostics)
        }
    }
}

impl Rulebook {
    /// Reads and checks the files of a rulebook: for each its path relative to `rulebook/`, with `/`
    /// between folders, and its text. The order of files does not matter.
    pub fn load(files: impl IntoIterator<Item = (String, String)>) -> Loaded {
        let mistakes = Mistakes::default();
        let files = Files::sorted(files, &mistakes);
        let rulebook = files.read(&mistakes);
        let examples = files.read_examples(&rulebook, &mistakes);
        Loaded {
            rulebook,
            diagnostics: mistakes.into_sorted(),
            examples,
        }
    }
}

/// The files of a rulebook by kind.
#[derive(Default)]
struct Files {
    units: Option<Arc<SourceText>>,
    codes: Vec<Arc<SourceText>>,
    registers: Vec<Arc<SourceText>>,
    /// By folder.
    policies: BTreeMap<String, Arc<SourceText>>,
    matters: Vec<Arc<SourceText>>,
    calendars: Vec<Arc<SourceText>>,
    /// With their folders.
    examples: Vec<(String, Arc<SourceText>)>,
}

impl Files {
    fn sorted(files: impl IntoIterator<Item = (String, String)>, mistakes: &Mistakes) -> Self {
        let mut texts: Vec<(String, String)> = files.into_iter().collect();
        texts.sort();
        let mut sorted = Self::default();
        for (path, text) in texts {
            let source = Arc::new(SourceText::new(&path, text));
            sorted.add(&path, source, mistakes);
        }
        sorted
    }

    fn add(&mut self, path: &str, source: Arc<SourceText>, mistakes: &Mistakes) {
        let steps: Vec<&str> = path.split('/').collect();
        match steps.as_slice() {
            ["units.toml"] => self.units = Some(source),
            ["codes", name] if name.ends_with(".toml") => self.codes.push(source),
            ["registers", name] if name.ends_with(".toml") => self.registers.push(source),
            ["matters", name] if name.ends_with(".toml") => self.matters.push(source),
            ["calendars", name] if name.ends_with(".toml") => self.calendars.push(source),
            ["policies", folder, "policy.toml"] => {
                self.policies.insert((*folder).to_owned(), source);
            }
            ["policies", folder, "examples", name] if name.ends_with(".md") => {
                self.examples.push(((*folder).to_owned(), source));
            }
            _ if path.ends_with(".toml") => mistakes.push(
                TextDiagnostic::new(
                    &source.place(0),
                    "unknown-file",
                    "此处不放这样的文件",
                    "no such file belongs here",
                )
                .expected(
                    "units.toml、codes/<名称>.toml、registers/<名称>.toml、policies/<编号>/policy.toml、matters/<名称>.toml 或 calendars/<年份>.toml",
                    "units.toml, codes/<name>.toml, registers/<name>.toml, policies/<id>/policy.toml, matters/<name>.toml or calendars/<year>.toml",
                ),
            ),
            _ => {}
        }
    }

    fn read(&self, mistakes: &Mistakes) -> Rulebook {
        let units = self
            .units
            .as_ref()
            .map(|file| units::read(&tree::parse(file, mistakes), mistakes))
            .unwrap_or_default();
        let codes = codes::read_all(&self.codes, mistakes);
        let registers = registers::read_all(&self.registers, &units, &codes, mistakes);
        let desk = Desk::new(&units, &codes, &registers, mistakes);
        let policies = policies::read_all(&self.policies, &desk);
        Rulebook {
            units,
            codes,
            registers,
            policies,
            matters: matters::read_all(&self.matters, mistakes),
            calendar: calendars::read_all(&self.calendars, mistakes),
            examples: Vec::new(),
        }
    }

    fn read_examples(&self, rulebook: &Rulebook, mistakes: &Mistakes) -> Vec<Example> {
        self.examples
            .iter()
            .filter_map(|(folder, source)| examples::read(folder, source, rulebook, mistakes))
            .collect()
    }
}
