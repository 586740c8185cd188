//! Every worked example of `docs/spec/` is executed. `docs/spec/README.md` says what each name means.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use giaouoc_core::leaf::{Entry, Nonce};
use giaouoc_core::pact::{Pact, PartyId};
use giaouoc_core::policy::Policy;
use giaouoc_core::record::{Act, Record, RecordDigest};
use giaouoc_core::report::{AnnexesAtHand, Verdict};
use giaouoc_core::verify::verify;
use giaouoc_core::{Digest, key, number};
use giaouoc_tests::root;
use giaouoc_tlog::merkle::{ConsistencyPlan, Frontier, Hash, InclusionPlan, Node};
use giaouoc_tlog::note::{Algorithm, KeyName, Note, SigningKey, VerifyingKey};
use giaouoc_tlog::proof::TlogProof;
use giaouoc_tlog::tile::{EntryBundle, Tile, encode_bundle};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// Blocks that the pages hold; a page that loses one must say so here.
const EXAMPLES: usize = 88;

#[test]
fn every_example_of_the_specification_is_true() {
    let vectors = Vectors::read();
    let mut names = BTreeSet::new();
    let mut wrong = Vec::new();
    let mut found = 0;
    for (place, name, block) in examples() {
        let words: Vec<&str> = name.split(' ').collect();
        names.insert(words[0].to_owned());
        let due = vectors.due(words[0], &words[1..]);
        let same = match words[0] {
            "json" => serde_json::from_str::<Value>(&block).ok() == serde_json::from_str(&due).ok(),
            _ => block.trim_end_matches('\n') == due.trim_end_matches('\n'),
        };
        if !same {
            wrong.push(format!("{place}: {name}\n{block}\nis due to be\n{due}"));
        }
        found += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert_eq!((found, names.len()), (EXAMPLES, 30));
}

/// `(file:line, name, block)` of each `<!-- example: NAME -->` and the fenced block below it.
fn examples() -> Vec<(String, String, String)> {
    let mut found = Vec::new();
    let mut pages: Vec<_> = fs::read_dir(root().join("docs/spec")).unwrap().map(|e| e.unwrap().path()).collect();
    pages.sort();
    for page in pages.iter().filter(|page| page.extension().is_some_and(|e| e == "md")) {
        let text = fs::read_to_string(page).unwrap();
        let mut lines = text.lines().enumerate();
        let mut fenced = false;
        while let Some((i, line)) = lines.next() {
            fenced ^= line.starts_with("```");
            let name = line.strip_prefix("<!-- example: ").and_then(|rest| rest.strip_suffix(" -->"));
            let Some(name) = name.filter(|_| !fenced) else { continue };
            let place = format!("{}:{}", page.display(), i + 1);
            assert!(lines.next().is_some_and(|(_, fence)| fence.starts_with("```")), "{place}: no block");
            let block: Vec<&str> = lines.by_ref().map(|(_, line)| line).take_while(|l| !l.starts_with("```")).collect();
            found.push((place, name.to_owned(), block.join("\n")));
        }
    }
    found
}

/// `fixtures/vectors/formats`, read once.
struct Vectors {
    pact: Pact,
    policy: Policy,
    evidence: Value,
    records: BTreeMap<u64, Value>,
    entries: Vec<Entry>,
}

impl Vectors {
    fn read() -> Self {
        let json = |name: &str| -> Value { serde_json::from_slice(&file(name)).unwrap() };
        let records = json("3-records.json");
        let entry = |e: &Value| Entry::parse(&BASE64_STANDARD.decode(e.as_str().unwrap()).unwrap()).unwrap();
        Self {
            pact: Pact::parse(&file("1-pact.json")).unwrap(),
            policy: Policy::parse(&text("policy.txt")).unwrap(),
            evidence: json("6-evidence.giaouoc.json"),
            records: records.as_array().unwrap().iter().map(|r| (r["index"].as_u64().unwrap(), r.clone())).collect(),
            entries: json("4-entries.json").as_array().unwrap().iter().map(entry).collect(),
        }
    }

    /// The text that the block under this name must hold.
    fn due(&self, name: &str, args: &[&str]) -> String {
        let n = |i: usize| args[i].parse::<u64>().unwrap();
        match name {
            "file" => text(args[0]),
            "json" => {
                let value: Value = serde_json::from_slice(&file(args[0])).unwrap();
                value.pointer(args[1]).unwrap().to_string()
            }
            "canonical" => String::from_utf8(Pact::parse(&file(args[0])).unwrap().canonical().to_vec()).unwrap(),
            "digest" => Pact::parse(&file(args[0])).unwrap().digest().to_string(),
            "sha256" => Digest::of(file(args[0])).to_string(),
            "vkey" => signing_key(args[0]).verifying_key().to_string(),
            "key-id" => {
                let given = VerifyingKey::parse(args[0]).unwrap();
                let made = VerifyingKey::new(given.name().clone(), Algorithm::Ed25519, *given.public_key()).unwrap();
                made.id().to_string()
            }
            "pem" => key::write_pem(&signing_key(args[0])).unwrap().to_string(),
            "record" => self.records[&n(0)]["note"].as_str().unwrap().to_owned(),
            "nonce" => self.records[&n(0)]["nonce"].as_str().unwrap().to_owned(),
            "record-digest" => self.record(n(0)).digest().to_string(),
            "after" => self.after(n(0)),
            "signatures" => self.chain(|_| true).to_string(),
            "mark" => self.evidence["marks"][args[0]].as_str().unwrap().to_owned(),
            "entry" => BASE64_STANDARD.encode(self.entry(n(0)).0),
            "leaf-hash" => self.entry(n(0)).leaf_hash().to_base64(),
            "root" => self.tree(self.entries.len()).0.root().to_base64(),
            "inclusion" => lines(&self.inclusion(n(0))),
            "consistency" => self.consistency(n(0), n(1)),
            "tile-path" => tile(n(0), n(1), n(2)).path(),
            "bundle-path" => EntryBundle::new(n(0), u16::try_from(n(1)).unwrap()).unwrap().path(),
            "tile-sha256" => self.tile_digest(&tile(n(0), n(1), n(2))),
            "bundle-sha256" => self.bundle_digest(&EntryBundle::new(n(0), u16::try_from(n(1)).unwrap()).unwrap()),
            "tlog-proof" => self.tlog_proof(n(0)),
            "verdict" => self.verdict(args[0]),
            "verdicts" => self.verdicts(),
            "code" => text("7-codes.txt").lines().nth(usize::try_from(n(0)).unwrap()).unwrap().to_owned(),
            "code-bytes" => code_bytes(text("7-codes.txt").lines().nth(usize::try_from(n(0)).unwrap()).unwrap()),
            "short" => number::short(Digest::parse(args[0]).unwrap().as_bytes()),
            "long" => number::long(Digest::parse(args[0]).unwrap().as_bytes()),
            _ => panic!("docs/spec has an example of unknown kind: {name}"),
        }
    }

    fn record(&self, index: u64) -> Record {
        Record::parse(self.records[&index]["note"].as_str().unwrap().as_bytes()).unwrap()
    }

    /// Recomputed from nonce and note.
    fn entry(&self, index: u64) -> Entry {
        let nonce = Nonce::parse(self.records[&index]["nonce"].as_str().unwrap()).unwrap();
        Entry::new(self.record(index).kind(), &nonce, self.records[&index]["note"].as_str().unwrap())
    }

    /// The digest over all signatures of parties that pass.
    fn chain(&self, wanted: impl Fn(&PartyId) -> bool) -> Digest {
        let of_party = |id: &PartyId| {
            let mut all = self.records.keys().map(|index| self.record(*index));
            all.rfind(|r| matches!(r.statement().act, Act::Signature(_)) && r.statement().party() == Some(id))
        };
        let signers = self.pact.roster.signers().filter(|party| wanted(&party.id));
        RecordDigest::chain(signers.map(|party| of_party(&party.id).unwrap().digest()))
    }

    fn after(&self, index: u64) -> String {
        let record = self.record(index);
        let stage = self.pact.roster.party(record.statement().party().unwrap()).unwrap().stage;
        if self.pact.roster.signers_before(stage).next().is_none() {
            return self.record(3).digest().to_string();
        }
        let before: Vec<_> = self.pact.roster.signers_before(stage).map(|party| party.id.clone()).collect();
        self.chain(|id| before.contains(id)).to_string()
    }

    fn tree(&self, size: usize) -> (Frontier, BTreeMap<Node, Hash>) {
        let mut tree = Frontier::empty();
        let mut nodes = BTreeMap::new();
        for entry in &self.entries[..size] {
            nodes.extend(tree.push(entry.leaf_hash()).unwrap());
        }
        (tree, nodes)
    }

    fn hashes(&self, nodes: &[Node]) -> Vec<Hash> {
        let (_, all) = self.tree(self.entries.len());
        nodes.iter().map(|node| all[node]).collect()
    }

    fn inclusion(&self, index: u64) -> Vec<Hash> {
        let plan = InclusionPlan::new(index, self.entries.len() as u64).unwrap();
        plan.prove(&self.hashes(plan.needs())).unwrap()
    }

    fn consistency(&self, old: u64, new: u64) -> String {
        let plan = ConsistencyPlan::new(old, new).unwrap();
        lines(&plan.prove(&self.hashes(plan.needs())).unwrap())
    }

    fn tile_digest(&self, tile: &Tile) -> String {
        Digest::of(Tile::encode(&self.hashes(&tile.nodes()))).to_string()
    }

    fn bundle_digest(&self, bundle: &EntryBundle) -> String {
        let first = usize::try_from(bundle.first_entry()).unwrap();
        let entries = &self.entries[first..first + usize::from(bundle.width())];
        Digest::of(encode_bundle(entries).unwrap()).to_string()
    }

    fn tlog_proof(&self, index: u64) -> String {
        let nonce = Nonce::parse(self.records[&index]["nonce"].as_str().unwrap()).unwrap();
        let mut extra = nonce.0.to_vec();
        extra.extend(self.records[&index]["note"].as_str().unwrap().as_bytes());
        let checkpoint = Note::parse(&file("5-checkpoint.txt")).unwrap();
        TlogProof { extra: Some(extra), index, hashes: self.inclusion(index), checkpoint }.to_string()
    }

    fn verdict(&self, name: &str) -> String {
        let report = verify(&file(name), Some(&self.policy), &AnnexesAtHand::new());
        let word = report.verdict.as_str();
        match (report.verdict, report.reason, report.deciding()) {
            (Verdict::Incomplete, Some(reason), _) => format!("{word} {}", reason.as_str()),
            (_, _, Some(step)) => format!("{word} {}", step.step.number()),
            _ => word.to_owned(),
        }
    }

    fn verdicts(&self) -> String {
        let expected = text("expected.json");
        // A map would lose the order of the file.
        let names = expected.lines().filter_map(|l| l.trim().strip_suffix(": {")).map(|l| l.trim_matches('"'));
        names.map(|name| format!("{name} {}\n", self.verdict(name))).collect()
    }
}

fn file(name: &str) -> Vec<u8> {
    fs::read(root().join("fixtures/vectors/formats").join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

fn text(name: &str) -> String {
    String::from_utf8(file(name)).unwrap()
}

fn signing_key(role: &str) -> SigningKey {
    let keys: Value = serde_json::from_slice(&file("keys.json")).unwrap();
    let name = keys[role]["vkey"].as_str().unwrap().split('+').next().unwrap();
    let seed = Digest::parse(keys[role]["seed_hex"].as_str().unwrap()).unwrap();
    SigningKey::new(KeyName::parse(name).unwrap(), seed.as_bytes())
}

fn tile(level: u64, index: u64, width: u64) -> Tile {
    Tile::new(u8::try_from(level).unwrap(), index, u16::try_from(width).unwrap()).unwrap()
}

fn lines(hashes: &[Hash]) -> String {
    hashes.iter().map(|hash| hash.to_base64() + "\n").collect()
}

/// The payload of a code: 17 decimal digits for 7 bytes, little-endian (docs/spec/7-codes.md).
fn code_bytes(code: &str) -> String {
    let digits = code.split_once("#1.").unwrap().1;
    let widths = [0, 3, 5, 8, 10, 13, 15, 17];
    let mut hex = String::new();
    let mut rest = digits;
    while !rest.is_empty() {
        let take = rest.len().min(17);
        let bytes = widths.iter().position(|w| *w == take).unwrap();
        let value: u64 = rest[..take].parse().unwrap();
        hex.extend(value.to_le_bytes()[..bytes].iter().map(|byte| format!("{byte:02x}")));
        rest = &rest[take..];
    }
    hex
}
