//! Chance, from a seed.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// A seeded source of chance. Each school and purpose has a stream of its own, so that a further
/// school or a further sheet changes nothing that was drawn before.
pub(crate) struct Dice(ChaCha8Rng);

/// What a stream of chance is for.
#[derive(Clone, Copy)]
pub(crate) enum Purpose {
    School,
    Turns,
    Classes,
    Rooms,
    Staff,
    Money,
    Lines,
    Names,
}

impl Dice {
    pub(crate) fn new(seed: u64, school: usize, purpose: Purpose) -> Self {
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        generator.set_stream(school as u64 * 16 + purpose as u64);
        Self(generator)
    }

    /// Evenly between two values.
    pub(crate) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.0.random::<f64>()
    }

    /// Mostly near the middle, never further from it than `spread` (a triangle).
    pub(crate) fn around(&mut self, middle: f64, spread: f64) -> f64 {
        middle + spread * (self.0.random::<f64>() - self.0.random::<f64>())
    }

    /// A whole number, both ends included.
    pub(crate) fn whole(&mut self, low: u32, high: u32) -> u32 {
        self.0.random_range(low..=high)
    }

    /// True with this probability.
    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        self.0.random::<f64>() < probability
    }

    /// One of a few.
    pub(crate) fn pick<T: Copy, const N: usize>(&mut self, of: [T; N]) -> T {
        of[self.0.random_range(0..N)]
    }

    /// The numbers below `count`, in some order.
    pub(crate) fn order(&mut self, count: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..count).collect();
        for last in (1..count).rev() {
            order.swap(last, self.0.random_range(0..=last));
        }
        order
    }
}
