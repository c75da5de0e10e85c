//! A compact column of texts.

use std::sync::Arc;

/// Many texts in one buffer: a nation's school names cost two allocations, not 200,000. Columns that hold the same
/// texts, in another order or more than once, share the buffer.
#[derive(Debug, Clone, Default)]
pub struct Texts {
    buffer: Arc<String>,
    spans: Vec<Span>,
}

const TOO_MUCH: &str = "a column's texts are less than four gigabytes";

/// Where a text stands in the buffer, in bytes.
#[derive(Debug, Clone, Copy, Default)]
struct Span {
    start: u32,
    end: u32,
}

impl Texts {
    /// An empty column with room for `count` texts of about `bytes` bytes in all.
    pub fn with_capacity(count: usize, bytes: usize) -> Self {
        Self {
            buffer: Arc::new(String::with_capacity(bytes)),
            spans: Vec::with_capacity(count),
        }
    }

    /// The text at `index`.
    ///
    /// # Panics
    /// When `index` is not below [`Texts::len`].
    pub fn get(&self, index: usize) -> &str {
        let Span { start, end } = self.spans[index];
        &self.buffer[start as usize..end as usize]
    }

    pub fn len(&self) -> usize {
        self.spans.len()
    }

    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|index| self.get(index))
    }

    /// Adds the texts of another column.
    ///
    /// # Panics
    /// When the column would hold more than four gigabytes.
    pub fn append(&mut self, other: &Self) {
        let buffer = Arc::make_mut(&mut self.buffer);
        let shift = buffer.len();
        buffer.push_str(&other.buffer);
        u32::try_from(buffer.len()).expect(TOO_MUCH);
        let shift = shift as u32;
        self.spans.extend(other.spans.iter().map(|span| Span {
            start: span.start + shift,
            end: span.end + shift,
        }));
    }

    /// The texts at these places, in this order.
    ///
    /// # Panics
    /// When a place is not below [`Texts::len`].
    pub fn pick(&self, places: impl Iterator<Item = usize>) -> Self {
        Self {
            buffer: self.buffer.clone(),
            spans: places.map(|place| self.spans[place]).collect(),
        }
    }
}

impl PartialEq for Texts {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Texts {}

impl<T: AsRef<str>> Extend<T> for Texts {
    /// # Panics
    /// When the column would hold more than four gigabytes.
    fn extend<I: IntoIterator<Item = T>>(&mut self, texts: I) {
        let buffer = Arc::make_mut(&mut self.buffer);
        let length = |buffer: &String| u32::try_from(buffer.len()).expect(TOO_MUCH);
        let mut start = length(buffer);
        for text in texts {
            buffer.push_str(text.as_ref());
            let end = length(buffer);
            self.spans.push(Span { start, end });
            start = end;
        }
    }
}

impl<T: AsRef<str>> FromIterator<T> for Texts {
    fn from_iter<I: IntoIterator<Item = T>>(texts: I) -> Self {
        let mut column = Self::default();
        column.extend(texts);
        column
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn picked_texts_stand_in_the_order_asked_for() {
        let texts: Texts = ["实验小学", "", "育才小学"].into_iter().collect();
        let picked = texts.pick([2, 0, 0, 1].into_iter());
        let all: Vec<&str> = picked.iter().collect();
        assert_eq!(all, ["育才小学", "实验小学", "实验小学", ""]);
        assert_eq!(picked, all.into_iter().collect());
    }

    #[test]
    fn appended_texts_follow_the_others() {
        let mut texts: Texts = ["实验小学", ""].into_iter().collect();
        let others: Texts = ["育才小学", "实验中学"].into_iter().collect();
        texts.append(&others.pick([1, 0].into_iter()));
        let all: Vec<&str> = texts.iter().collect();
        assert_eq!(all, ["实验小学", "", "实验中学", "育才小学"]);
    }

    #[test]
    fn a_column_that_grows_leaves_those_that_share_its_texts_alone() {
        let mut texts: Texts = ["实验小学"].into_iter().collect();
        let picked = texts.pick([0].into_iter());
        texts.extend(["育才小学"]);
        assert_eq!(texts.iter().collect::<Vec<_>>(), ["实验小学", "育才小学"]);
        assert_eq!(picked.iter().collect::<Vec<_>>(), ["实验小学"]);
    }
}
