//! Times of pairs, taken in turns.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// Runs both in turns and prints the medians and the median of the ratios.
pub(crate) fn pair(name: &str, rounds: usize, mut ours: impl FnMut(), mut least: impl FnMut()) {
    ours();
    least();
    let mut times: Vec<(Duration, Duration)> = (0..rounds).map(|_| (time(&mut ours), time(&mut least))).collect();
    let ratio = median(&mut times.iter().map(|(a, b)| a.as_secs_f64() / b.as_secs_f64()).collect::<Vec<_>>());
    times.sort();
    let (a, _) = times[rounds / 2];
    times.sort_by_key(|(_, b)| *b);
    let (_, b) = times[rounds / 2];
    println!("{name:<58} {:>9.1} µs / {:>9.1} µs = {ratio:.3}", micros(a), micros(b));
}

/// Runs it in turns and prints its median beside what it may take: for what has no least to be set beside.
pub(crate) fn within(name: &str, limit: u64, rounds: usize, mut ours: impl FnMut()) {
    ours();
    let mut times: Vec<Duration> = (0..rounds).map(|_| time(&mut ours)).collect();
    times.sort();
    let (median, limit) = (times[rounds / 2], Duration::from_millis(limit));
    let held = if median < limit { "held" } else { "MISSED" };
    println!("{name:<58} {:>9.1} µs, due {:>9.1} µs: {held}", micros(median), micros(limit));
}

fn time(run: &mut impl FnMut()) -> Duration {
    let start = Instant::now();
    run();
    start.elapsed()
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn micros(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e6
}

/// Keeps a result from being optimised away.
pub(crate) fn keep<T>(value: T) {
    black_box(value);
}
