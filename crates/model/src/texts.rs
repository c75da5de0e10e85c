//! A compact column of texts.

/// Many texts in one buffer: a nation's school names cost two allocations, not 200,000.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Texts {
    buffer: String,
    /// Where each text ends in the buffer.
    ends: Vec<usize>,
}

impl Texts {
    pub fn new() -> Self {
        Self {
            buffer: String::new(),
            ends: Vec::new(),
        }
    }

    /// Room for `count` texts of about `bytes` bytes in all.
    pub fn with_capacity(count: usize, bytes: usize) -> Self {
        Self {
            buffer: String::with_capacity(bytes),
            ends: Vec::with_capacity(count),
        }
    }

    /// Appends a text.
    pub fn push(&mut self, text: &str) {
        self.buffer.push_str(text);
        self.ends.push(self.buffer.len());
    }

    /// Appends all texts of another column.
    pub fn append(&mut self, other: &Texts) {
        let start = self.buffer.len();
        self.buffer.push_str(&other.buffer);
        self.ends.extend(other.ends.iter().map(|end| start + end));
    }

    /// The text at `index`.
    ///
    /// # Panics
    /// When `index` is not below [`Texts::len`].
    pub fn get(&self, index: usize) -> &str {
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        &self.buffer[start..self.ends[index]]
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|index| self.get(index))
    }
}

impl Default for Texts {
    fn default() -> Self {
        Self::new()
    }
}

impl<'a> FromIterator<&'a str> for Texts {
    fn from_iter<I: IntoIterator<Item = &'a str>>(texts: I) -> Self {
        let mut column = Self::new();
        for text in texts {
            column.push(text);
        }
        column
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn appended_texts_stand_behind_the_own_ones() {
        let mut texts: Texts = ["实验小学", ""].into_iter().collect();
        texts.append(&["育才小学", "第一中学"].into_iter().collect());
        texts.append(&Texts::new());
        let all: Vec<&str> = texts.iter().collect();
        assert_eq!(all, ["实验小学", "", "育才小学", "第一中学"]);
    }
}
