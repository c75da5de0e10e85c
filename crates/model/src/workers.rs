//! How much can be worked on at once.

/// How many threads the machine can run at a time: the one number by which all rooms share out their work. A machine
/// that does not say is taken for the smallest.
pub fn workers() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}
