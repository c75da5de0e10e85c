//! Keeping the house: backing up, restoring, rotating keys, for the command line: whoever can read the data may. And
//! tidying up, which the server does by itself.

use std::io::Write as _;
use std::path::Path;

use junheng_rulebook::Rulebook;
use junheng_store::{BackedUp, Clerk, Keys, Restored, Rotated, Store};

use crate::place::OpenError;
use crate::{App, Failure, Place};

impl App {
    /// Writes everything into one file, as it stands at one instant, while others go on.
    ///
    /// # Errors
    /// Only for failures of ours.
    pub async fn back_up(&self, to: &Path) -> Result<BackedUp, Failure> {
        Ok(self.store.backup(to).await?)
    }

    /// Forgets what was kept for a while: the files of old jobs, first passwords that nobody fetched. Answers how many
    /// files.
    ///
    /// # Errors
    /// Only for failures of ours.
    pub async fn tidy_up(&self) -> Result<usize, Failure> {
        self.handovers.forget_old(self.now());
        self.forget_old_results().await
    }

    /// Enciphers all personal fields under the newest key. When it is interrupted, calling it again goes on.
    ///
    /// # Errors
    /// Only for failures of ours.
    pub async fn rotate_keys(&self) -> Result<Rotated, Failure> {
        let clerk = Clerk {
            person: None,
            at: self.now(),
        };
        Ok(self.store.rotate_keys(&clerk).await?)
    }
}

impl Place {
    /// Whether there is something at this place already, so that a mistyped folder is not taken for an empty county.
    pub fn is_there(&self) -> bool {
        let location = self.location();
        self.database.is_some() || Path::new(&location.database).exists()
    }

    /// Restores a backup into this place, which must be empty.
    ///
    /// # Errors
    /// When the backup is damaged, the place is not empty, or its keys cannot be read.
    pub async fn restore(&self, rulebook: &Rulebook, file: &Path) -> Result<Restored, OpenError> {
        let keys = self.read_keys()?;
        let (store, restored) = Store::restore(&self.location(), keys, rulebook, file).await?;
        store.close().await;
        Ok(restored)
    }

    /// Appends a new key to the file of keys and answers its name; the older ones stay readable.
    ///
    /// # Errors
    /// When the file cannot be read or written.
    pub fn add_key(&self) -> Result<String, OpenError> {
        let known = self.read_keys()?;
        let path = self.keys_file();
        let name = next_name(known.newest());
        let line = Keys::new_line(&name).map_err(|source| OpenError::Keys {
            path: path.clone(),
            source,
        })?;
        let append = || -> std::io::Result<()> {
            let mut file = std::fs::OpenOptions::new().append(true).open(&path)?;
            // The last line may have been written without its end.
            writeln!(file, "\n{line}")?;
            file.sync_all()
        };
        append().map_err(|source| OpenError::File {
            path: path.clone(),
            source,
        })?;
        Ok(name)
    }
}

/// The name after this one: `k2` after `k1`; a name without a number at its end gets one.
fn next_name(name: &str) -> String {
    let head = name.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let number: u64 = name[head.len()..].parse().unwrap_or(1);
    format!("{head}{}", number + 1)
}

#[cfg(test)]
mod tests {
    use super::next_name;

    #[test]
    fn keys_are_numbered_on() {
        for (name, next) in [("k1", "k2"), ("k9", "k10"), ("school", "school2")] {
            assert_eq!(next_name(name), next);
        }
    }
}
