//! Circles in a graph of files.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// For each file the files that it uses, each with one name for which it does.
pub(crate) type Arrows = BTreeMap<String, BTreeMap<String, String>>;

/// Sets of files that reach each other, each with at least two files, in the order of their names.
pub(crate) fn circles(arrows: &Arrows) -> Vec<BTreeSet<String>> {
    let reach: BTreeMap<&String, BTreeSet<&String>> = arrows.keys().map(|file| (file, reached(arrows, file))).collect();
    let mut circles = BTreeSet::new();
    for (file, others) in &reach {
        let circle: BTreeSet<String> = others
            .iter()
            .filter(|other| reach.get(*other).is_some_and(|back| back.contains(file)))
            .map(|f| (*f).clone())
            .collect();
        if circle.len() > 1 {
            circles.insert(circle);
        }
    }
    circles.into_iter().collect()
}

fn reached<'a>(arrows: &'a Arrows, start: &'a String) -> BTreeSet<&'a String> {
    let mut seen = BTreeSet::new();
    let mut open = vec![start];
    while let Some(file) = open.pop() {
        for next in arrows.get(file).into_iter().flat_map(BTreeMap::keys) {
            if seen.insert(next) {
                open.push(next);
            }
        }
    }
    seen
}

/// A shortest way round in a circle: `a.rs → b.rs (super::Name) → a.rs (crate::Other)`, each file with the name for
/// which the file before it needs it.
pub(crate) fn shortest(arrows: &Arrows, circle: &BTreeSet<String>) -> String {
    let rounds = circle.iter().filter_map(|start| round(arrows, circle, start));
    let Some(round) = rounds.min_by_key(Vec::len) else { return String::new() };
    let mut text = round[0].clone();
    for pair in round.windows(2) {
        text += &format!(" → {} ({})", pair[1], arrows[&pair[0]][&pair[1]]);
    }
    text
}

/// The shortest way from a file back to itself.
fn round(arrows: &Arrows, circle: &BTreeSet<String>, start: &String) -> Option<Vec<String>> {
    let mut before: BTreeMap<&String, &String> = BTreeMap::new();
    let mut open = VecDeque::from([start]);
    while let Some(file) = open.pop_front() {
        for next in arrows.get(file)?.keys().filter(|next| circle.contains(*next)) {
            if next == start {
                let mut way = vec![file.clone()];
                while let Some(previous) = before.get(way.last()?) {
                    way.push((*previous).clone());
                }
                way.reverse();
                way.push(start.clone());
                return Some(way);
            }
            if !before.contains_key(next) {
                before.insert(next, file);
                open.push_back(next);
            }
        }
    }
    None
}
