//! Where a rule comes from, and where it stands in the rulebook.

use std::fmt;
use std::sync::Arc;

/// How well a source is established.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceStatus {
    /// Read in an official text or form.
    Confirmed,
    /// Seen in public sources only.
    Secondary,
    /// In no text that could be read; the value is a stated assumption.
    Unconfirmed,
}

/// The document and article that a rule comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Number or title of the document, `教督〔2017〕6号`.
    pub document: String,
    /// `第六条`; empty when the whole document is meant.
    pub article: String,
    pub status: SourceStatus,
    pub note: String,
}

impl fmt::Display for Source {
    /// `教督〔2017〕6号 第六条`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.document)?;
        if !self.article.is_empty() {
            write!(f, " {}", self.article)?;
        }
        Ok(())
    }
}

/// A place in a rulebook file; line and column count from one, columns in characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TextPlace {
    pub file: Arc<str>,
    pub line: u32,
    pub column: u32,
}

impl fmt::Display for TextPlace {
    /// `policies/quality-balance-2017/policy.toml:12:9`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}
