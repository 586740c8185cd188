//! No bytes make a parser panic, and anything that parses is written back byte for byte.

use giaouoc_tlog::{
    Checkpoint, CosigningKey, Hash, KeyId, KeyName, Node, Note, SignatureLine, SigningKey, TlogPolicy, TlogProof,
    VerifyingKey, cosignature,
    merkle::{InclusionPlan, check_consistency, check_inclusion, leaf_hash},
    proof::MAX_PROOF,
    tile::{EntryBundle, Tile, decode_bundle},
};
use proptest::{collection::vec, prelude::*, sample::Index};

/// Feeds any bytes to every parser. Returns how many took them.
fn parse_all(bytes: &[u8]) -> usize {
    let mut accepted = 0;
    let mut same = |written: Option<String>| {
        if let Some(written) = written {
            assert_eq!(written.as_bytes(), bytes);
            accepted += 1;
        }
    };
    let note = Note::parse(bytes).ok();
    let oracle = signed_note::Note::from_bytes(bytes).ok();
    assert!(
        note.is_none() || oracle.is_some_and(|oracle| oracle.to_bytes() == bytes),
        "what we take, signed_note takes"
    );
    same(note.map(|note| note.to_string()));
    same(TlogProof::parse(bytes).ok().map(|proof| proof.to_string()));
    let _ = decode_bundle(bytes, bytes.len() as u16 % 8);
    if let Ok(text) = str::from_utf8(bytes) {
        same(VerifyingKey::parse(text).ok().map(|key| key.to_string()));
        same(SignatureLine::parse(text).ok().map(|line| line.to_string()));
        same(KeyName::parse(text).ok().map(|name| name.to_string()));
        same(Checkpoint::parse_text(text).ok().map(|checkpoint| checkpoint.text()));
        same(Tile::parse(text).ok().map(|tile| tile.path()));
        same(EntryBundle::parse(text).ok().map(|bundle| bundle.path()));
        same(Hash::from_base64(text).ok().map(|hash| hash.to_base64()));
        if let Ok(policy) = TlogPolicy::parse(text) {
            assert_eq!(TlogPolicy::parse(&policy.to_string()).unwrap(), policy);
        }
    }
    accepted
}

/// One good specimen of each format.
fn specimens() -> Vec<String> {
    let name = |text| KeyName::parse(text).unwrap();
    let (log, witness) =
        (SigningKey::new(name("log.example"), &[1; 32]), CosigningKey::new(name("w.example"), &[2; 32]));
    let checkpoint = Checkpoint { origin: name("log.example"), size: 1, root: leaf_hash(b"entry") };
    let mut note = checkpoint.sign(&log);
    note.add(cosignature::cosign(&witness, 1_700_000_000, note.text()).unwrap()).unwrap();
    let proof =
        TlogProof { extra: Some(vec![1, 2, 3]), index: 0, hashes: vec![leaf_hash(b"x"); 2], checkpoint: note.clone() };
    let policy = format!(
        "log {} https://log.example\nwitness w {}\ngroup g any w\nquorum g\n",
        log.verifying_key(),
        witness.verifying_key()
    );
    vec![
        policy,
        note.to_string(),
        proof.to_string(),
        checkpoint.text(),
        log.sign("text\n").to_string(),
        log.verifying_key().to_string(),
        Tile::new(3, 1_234_067, 112).unwrap().path(),
        EntryBundle::new(1_234_067, 5).unwrap().path(),
        leaf_hash(b"").to_string(),
    ]
}

#[test]
fn specimens_are_taken() {
    for specimen in &specimens()[1..] {
        assert!(parse_all(specimen.as_bytes()) >= 1, "{specimen}");
    }
    TlogPolicy::parse(&specimens()[0]).unwrap();
}

/// Every bit of every specimen flipped, every byte left out, every byte doubled, every end cut off.
#[test]
fn every_small_change_of_a_specimen() {
    for specimen in specimens().iter().map(String::as_bytes) {
        for at in 0..specimen.len() {
            let (before, after) = specimen.split_at(at);
            for bit in 0..8 {
                parse_all(&[before, &[after[0] ^ (1 << bit)], &after[1..]].concat());
            }
            parse_all(&[before, &after[1..]].concat());
            parse_all(&[before, &after[..1], after].concat());
            parse_all(before);
        }
    }
}

/// Any bit of a signed checkpoint flipped: it is not trusted with the same meaning under a policy that demands both
/// signatures.
#[test]
fn every_bit_of_a_cosigned_checkpoint_counts() {
    let specimens = specimens();
    let (policy, note) = (TlogPolicy::parse(&specimens[0]).unwrap(), specimens[1].as_bytes());
    policy.check(&Note::parse(note).unwrap()).unwrap();
    for bit in 0..note.len() * 8 {
        let mut bad = note.to_vec();
        bad[bit / 8] ^= 1 << (bit % 8);
        if let Ok(note) = Note::parse(&bad) {
            assert!(policy.check(&note).is_err(), "bit {bit}");
        }
    }
}

#[test]
fn malformed_proofs() {
    let good = specimens().swap_remove(2);
    let proof = TlogProof::parse(good.as_bytes()).unwrap();
    assert_eq!((proof.extra.as_deref(), proof.index, proof.hashes.len()), (Some(&[1, 2, 3][..]), 0, 2));
    let hash = format!("{}\n", leaf_hash(b"x"));
    let without = |part: &str| good.replacen(part, "", 1);
    assert!(TlogProof::parse(without("extra AQID\n").as_bytes()).unwrap().extra.is_none());
    let with = |n: usize| good.replacen(&hash, &hash.repeat(n), 1).into_bytes();
    assert_eq!(TlogProof::parse(&with(62)).unwrap().hashes.len(), 63);
    assert_eq!(TlogProof::parse(&with(63)).unwrap_err().code(), "malformed-proof");
    for bad in [
        String::new(),
        without("c2sp.org/tlog-proof@v1\n"),
        good.replace("@v1", "@v2"),
        without("index 0\n"),
        good.replace("index 0", "index 00"),
        good.replace("index 0", "index -1"),
        good.replace("index 0", "index 18446744073709551616"),
        good.replace("index 0", "Index 0"),
        good.replace("extra AQID", "extra "),
        good.replace("extra AQID", "extra AQI"),
        good.replace("extra AQID", "extra AQID\nextra AQID"),
        good.replace("extra AQID\nindex 0", "index 0\nextra AQID"),
        good.replace("v1\nextra", "v1\r\nextra"),
        good.replace("v1\nextra", "v1\n\nextra"),
        good.replace(&hash, &hash[1..]),
        good.replace(&hash, "AAAA\n"),
        "c2sp.org/tlog-proof@v1\nindex 0\n".into(),
        " ".repeat(MAX_PROOF + 1),
    ] {
        assert_eq!(TlogProof::parse(bad.as_bytes()).unwrap_err().code(), "malformed-proof", "{:?}", bad.get(..80));
    }
    assert_eq!(TlogProof::parse(format!("{good}\n").as_bytes()).unwrap_err().code(), "malformed-note");
    // The base64 of the extra data grows by 4 bytes for 3.
    let sized = |extra: usize| TlogProof { extra: Some(vec![0; extra]), ..proof.clone() }.to_string();
    let room = (MAX_PROOF - sized(3).len()) / 4 * 3 + 3;
    assert!(sized(room).len() <= MAX_PROOF && sized(room + 3).len() > MAX_PROOF);
    assert!(TlogProof::parse(sized(room).as_bytes()).is_ok());
    assert_eq!(TlogProof::parse(sized(room + 3).as_bytes()).unwrap_err().code(), "malformed-proof");
    let empty = TlogProof { extra: Some(vec![]), ..proof }.to_string();
    assert!(TlogProof::parse(empty.as_bytes()).unwrap().extra.is_none());
}

fn names() -> impl Strategy<Value = KeyName> {
    "[a-zA-Z0-9./:_đ-]{1,40}".prop_map(|name| KeyName::parse(&name).unwrap())
}

fn lines() -> impl Strategy<Value = SignatureLine> {
    (names(), any::<[u8; 4]>(), vec(any::<u8>(), 1..100))
        .prop_map(|(name, id, bytes)| SignatureLine::new(name, KeyId(id), bytes).unwrap())
}

/// A log key, as many witnesses as `witnesses` says, groups of those and of earlier groups, any quorum.
fn policies() -> impl Strategy<Value = String> {
    (1..4_u8, 1..8_u8, vec((any::<Index>(), 1..4_usize), 0..5), any::<Index>()).prop_map(
        |(logs, witnesses, groups, quorum)| {
            let name = |text: String| KeyName::parse(&text).unwrap();
            let mut text = String::new();
            for i in 0..logs {
                text +=
                    &format!("log {} https://{i}\n", SigningKey::new(name(format!("l{i}")), &[i; 32]).verifying_key());
            }
            let mut free: Vec<String> = (0..witnesses).map(|i| format!("w{i}")).collect();
            let mut defined = vec!["none".to_owned()];
            for (i, witness) in free.iter().enumerate() {
                text += &format!(
                    "witness {witness} {}\n",
                    CosigningKey::new(name(format!("k{i}")), &[50 + i as u8; 32]).verifying_key()
                );
            }
            defined.extend(free.clone());
            for (i, (threshold, count)) in groups.into_iter().enumerate() {
                let members: Vec<_> = free.drain(..count.min(free.len())).collect();
                if members.is_empty() {
                    break;
                }
                text += &format!("group g{i} {} {}\n", threshold.index(members.len()) + 1, members.join(" "));
                free.push(format!("g{i}"));
                defined.push(format!("g{i}"));
            }
            text + &format!("quorum {}\n", quorum.get(&defined))
        },
    )
}

proptest! {
    #[test]
    fn notes_round_trip(text in "([^\\x00-\\x1f]|\n){0,200}", lines in vec(lines(), 1..5)) {
        let note = Note::new(format!("{text}\n"), lines).unwrap();
        prop_assert_eq!(Note::parse(note.to_string().as_bytes()), Ok(note));
    }

    #[test]
    fn signed_notes_verify(name in names(), seed: [u8; 32], text in "([^\\x00-\\x1f]|\n){0,200}") {
        let (key, text) = (SigningKey::new(name, &seed), format!("{text}\n"));
        let note = Note::new(text.clone(), vec![key.sign(&text)]).unwrap();
        let vkey = VerifyingKey::parse(&key.verifying_key().to_string()).unwrap();
        let verified = note.verify(&[&vkey]).unwrap();
        prop_assert_eq!(verified.signers(), [&vkey]);
        let other = Note::new(format!("{text}\n"), note.signatures().to_vec()).unwrap();
        prop_assert!(other.verify(&[&vkey]).is_err());
    }

    #[test]
    fn policies_round_trip(text in policies()) {
        let policy = TlogPolicy::parse(&text).unwrap();
        let canonical = policy.to_string();
        prop_assert_eq!(&TlogPolicy::parse(&canonical).unwrap(), &policy);
        prop_assert_eq!(TlogPolicy::parse(&canonical).unwrap().to_string(), canonical);
    }

    #[test]
    fn mutated_bytes_never_panic(which: Index, edits in vec((any::<Index>(), any::<Index>(), vec(any::<u8>(), 0..4)), 1..6)) {
        let specimens = specimens();
        let mut bytes = which.get(&specimens).clone().into_bytes();
        for (from, length, new) in edits {
            let from = from.index(bytes.len() + 1);
            let to = (from + length.index(4)).min(bytes.len());
            bytes.splice(from..to, new);
        }
        parse_all(&bytes);
    }

    #[test]
    fn any_bytes_never_panic(bytes in vec(any::<u8>(), 0..300), text in "\\PC{0,100}") {
        parse_all(&bytes);
        parse_all(text.as_bytes());
    }

    /// Claims of any size, true ones among them, against proofs of any length.
    #[test]
    fn any_claim_never_panics(a: u64, b: u64, shift in 0..64_u32, hashes in vec(any::<[u8; 32]>(), 0..70)) {
        let hashes: Vec<_> = hashes.into_iter().map(Hash).collect();
        let hash = leaf_hash(b"");
        for (x, y) in [(a, b), (a >> shift, b >> shift), (a, a.wrapping_add(1)), (a >> shift, (a >> shift) + 1)] {
            let _ = check_consistency(x, y, &hash, &hash, &hashes);
            let _ = check_inclusion(x, y, &hash, &hashes, &hash);
            let _ = InclusionPlan::new(x, y).map(|plan| plan.prove(&hashes));
            let _ = Tile::new(shift as u8, x, y as u16).map(|tile| (tile.nodes(), tile.exists_at(a), tile.path()));
            let node = Node { level: shift as u8, index: x };
            let _ = Tile::new(0, y % 3, 256).unwrap().node_hash(node, &hashes);
            let _ = Tile::holding(node, y);
        }
    }
}
