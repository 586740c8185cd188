//! Names, keys, signature lines, notes, checkpoints and cosignatures.

use giaouoc_tlog::{
    Algorithm, Checkpoint, CosigningKey, Hash, KeyId, KeyName, Note, SignatureLine, SigningKey, TlogError, TlogPolicy,
    VerifyingKey,
    cosignature::{self, MAX_TIME},
    merkle::{MAX_SIZE, empty_root},
    note::{MAX_NOTE, MAX_SIGNATURES},
};
use signed_note::{StandardSigner, StandardVerifier, VerifierList};

use crate::fixtures::{self, text};

fn name(text: &str) -> KeyName {
    KeyName::parse(text).unwrap()
}

fn signer(text: &str, seed: u8) -> SigningKey {
    SigningKey::new(name(text), &[seed; 32])
}

#[test]
fn go_and_spec_notes() {
    let Some(path) = fixtures::others("merkle/xmod_and_spec_notes.json") else { return };
    let mut count = [0, 0];
    for case in fixtures::json(&path).as_array().unwrap() {
        let key = VerifyingKey::parse(text(case, "vkey")).unwrap();
        assert_eq!(key.to_string(), text(case, "vkey"));
        let due = text(case, "expect") == "valid";
        let bytes = text(case, "note");
        let outcome = Note::parse(bytes.as_bytes());
        let verdict = outcome.as_ref().is_ok_and(|note| note.verify(&[&key]).is_ok());
        assert_eq!(verdict, due, "{}: {outcome:?}", case["id"]);
        if let Ok(note) = outcome {
            assert_eq!(note.to_string(), bytes);
        }
        count[usize::from(due)] += 1;
    }
    assert_eq!(count, [5, 5]);
}

#[test]
fn names() {
    for good in ["a", "example.com/log", "Công-đoàn/2026", "a:b=c", &"é".repeat(127), &"x".repeat(255)] {
        assert_eq!(name(good).as_str(), good);
    }
    let long = "x".repeat(256);
    for bad in
        ["", "a b", "a+b", "a\tb", "a\nb", "a\u{a0}b", "a\u{2003}b", "a\u{3000}", "a\u{85}b", "a\u{7f}", "\0", &long]
    {
        assert_eq!(KeyName::parse(bad).unwrap_err().code(), "malformed-key-name", "{bad:?}");
    }
}

#[test]
fn other_spellings_of_a_vkey_are_refused() {
    let good = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    assert_eq!(VerifyingKey::parse(good).unwrap().to_string(), good);
    let (body, _) = good.split_at(good.len() - 44);
    for bad in [
        "".to_owned(),
        "PeterNeumann".into(),
        "PeterNeumann+c74f20a3".into(),
        good.replace("c74f20a3", "C74F20A3"),
        good.replace("c74f20a3", "c74f20a4"),
        good.replace("c74f20a3", "+c74f20a3"),
        good.replace("c74f20a3", "c74f20a"),
        good.replace("c74f20a3", "0c74f20a3"),
        good.replace("Peter", "peter"),
        format!("{good}\n"),
        format!("{good}="),
        good[..good.len() - 4].into(),
        body.into(),
        format!("{body}AhpcGQcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"), // algorithm 2
    ] {
        assert_eq!(VerifyingKey::parse(&bad).unwrap_err().code(), "malformed-key", "{bad}");
    }
    assert_eq!(VerifyingKey::parse(&format!(" {good}")).unwrap_err().code(), "malformed-key-name");
    // One and the same key: as a log's and as a witness's it has two IDs, and neither passes for the other.
    let seed = [3; 32];
    let key = SigningKey::new(name("w"), &seed).verifying_key();
    let witness = CosigningKey::new(name("w"), &seed).verifying_key();
    assert_eq!(key.public_key(), witness.public_key());
    assert!(key != witness && key.id() != witness.id());
    assert_eq!(VerifyingKey::parse(&witness.to_string()).unwrap().algorithm(), Algorithm::CosignatureV1);
}

/// A witness key of the public network, as its operator publishes it.
#[test]
fn a_published_witness_key() {
    let vkey = "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2";
    let key = VerifyingKey::parse(vkey).unwrap();
    assert_eq!((key.algorithm(), key.id()), (Algorithm::CosignatureV1, KeyId([0xda, 0x77, 0xad, 0xe7])));
}

#[test]
fn signature_lines() {
    let good =
        "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n";
    let line = SignatureLine::parse(good).unwrap();
    assert_eq!((line.name().as_str(), line.id().to_string().as_str()), ("EnochRoot", "af0cfe78"));
    assert_eq!((line.bytes().len(), line.to_string().as_str()), (64, good));
    for bad in [
        "",
        "\n",
        "— \n",
        "—\n",
        good.trim_end(),
        &good[4..],
        &format!("{good}\n"),
        &good.replace("— ", "- "),
        &good.replace("— ", "—  "),
        &good.replace("— ", "—\u{a0}"),
        &good.replace("t r", "t  r"),
        &good.replace("Enoch", "E+noch"),
        &good.replace("=\n", "\n"),
        &good.replace("QQ=", "QR="),
        &good.replace("=\n", "=\r\n"),
        &good.replace("=\n", "= \n"),
        "— EnochRoot\n",
        "— EnochRoot \n",
        "— EnochRoot AAAA\n",
        "— EnochRoot AAAAAA==\n",
        "—  AAAAAAA=\n",
        "— a b AAAAAAA=\n",
    ] {
        assert_eq!(SignatureLine::parse(bad).unwrap_err().code(), "malformed-note", "{bad:?}");
    }
    assert_eq!(SignatureLine::parse("— a AAAAAAA=\n").unwrap().bytes(), [0]);
    assert!(SignatureLine::new(name("a"), KeyId([0; 4]), vec![]).is_err());
}

#[test]
fn malformed_notes() {
    let line = "— a AAAAAAA=\n";
    let parse = |note: &[u8]| Note::parse(note).map(|parsed| assert_eq!(parsed.to_string().as_bytes(), note));
    for good in
        ["text\n", "\n", "a\n\nb\n", "\n\n\n", "— a AAAAAAA=\n", "a\n\n— a AAAAAAA=\n", "Giao ước\n", "\u{feff}\n"]
    {
        assert_eq!(parse(format!("{good}\n{line}").as_bytes()), Ok(()), "{good:?}");
        assert_eq!(parse(format!("{good}\n{line}{line}").as_bytes()), Ok(()), "{good:?}");
    }
    let many = |n: usize| format!("text\n\n{}", line.repeat(n));
    assert_eq!(parse(many(MAX_SIGNATURES).as_bytes()), Ok(()));
    let sized = |n: usize| format!("{}\n\n{line}", "x".repeat(n - line.len() - 2));
    assert_eq!(parse(sized(MAX_NOTE).as_bytes()), Ok(()));
    for bad in [
        "",
        "\n",
        "\n\n",
        "text",
        "text\n",
        "text\n\n",
        line,
        &format!("\n{line}"),
        &format!("text{line}"),
        &format!("text\n{line}"),
        &format!("te\txt\n\n{line}"),
        &format!("te\0xt\n\n{line}"),
        &format!("text\r\n\r\n{line}"),
        &format!("text\n\n{line}\n"),
        &format!("text\n\n{line}garbage"),
        &format!("text\n\n{line}garbage\n"),
        &format!("text\n\n{}", line.trim_end()),
        &format!("text\n\n{line}\n{}", line.trim_end()),
        &many(MAX_SIGNATURES + 1),
        &sized(MAX_NOTE + 1),
    ] {
        assert_eq!(parse(bad.as_bytes()).unwrap_err().code(), "malformed-note", "{:?}", &bad[..bad.len().min(80)]);
    }
    assert!(parse(b"text\xff\n\n\xe2\x80\x94 a AAAAAAA=\n").is_err());
}

#[test]
fn new_keeps_the_same_limits() {
    let line = SignatureLine::parse("— a AAAAAAA=\n").unwrap();
    for text in ["", "text", "te\txt\n", "text\r\n"] {
        assert_eq!(Note::new(text.into(), vec![line.clone()]).unwrap_err().code(), "malformed-note", "{text:?}");
    }
    assert!(Note::new("text\n".into(), vec![]).is_err());
    assert!(Note::new("text\n".into(), vec![line.clone(); MAX_SIGNATURES + 1]).is_err());
    let text = format!("{}\n", "x".repeat(MAX_NOTE - line.to_string().len() - 2));
    assert_eq!(Note::new(text.clone(), vec![line.clone()]).unwrap().to_string().len(), MAX_NOTE);
    assert!(Note::new(format!("x{text}"), vec![line.clone()]).is_err());

    let mut note = Note::new("text\n".into(), vec![line.clone()]).unwrap();
    for _ in 1..MAX_SIGNATURES {
        note.add(line.clone()).unwrap();
    }
    let full = note.clone();
    assert_eq!(note.add(line).unwrap_err().code(), "malformed-note");
    assert_eq!(note, full);
}

#[test]
fn who_signed() {
    let (a, b, stranger) = (signer("a", 1), signer("b", 2), signer("c", 3));
    let (a_key, b_key) = (a.verifying_key(), b.verifying_key());
    let text = "text\n";
    let note = |lines: &[&SignatureLine]| Note::new(text.into(), lines.iter().map(|&l| l.clone()).collect()).unwrap();
    let (by_a, by_b, by_stranger) = (a.sign(text), b.sign(text), stranger.sign(text));
    let forged_a = SignatureLine::new(by_a.name().clone(), by_a.id(), by_b.bytes().to_vec()).unwrap();
    let short_a = SignatureLine::new(by_a.name().clone(), by_a.id(), by_a.bytes()[..63].to_vec()).unwrap();
    let other_id = SignatureLine::new(by_a.name().clone(), by_b.id(), vec![0; 64]).unwrap();
    let other_name = SignatureLine::new(by_b.name().clone(), by_a.id(), vec![0; 64]).unwrap();
    let bad = |key: &str| TlogError::BadSignature { name: key.into() };
    let signers = |lines: &[&SignatureLine]| {
        note(lines)
            .verify(&[&a_key, &b_key])
            .map(|v| v.signers().iter().map(|key| key.name().to_string()).collect::<Vec<_>>())
    };

    assert_eq!(signers(&[&by_a]).unwrap(), ["a"]);
    assert_eq!(signers(&[&by_b, &by_stranger, &by_a, &by_b]).unwrap(), ["b", "a"], "each once");
    assert_eq!(signers(&[&by_stranger]), Err(TlogError::NoKnownSignature));
    assert_eq!(signers(&[&other_id, &other_name]), Err(TlogError::NoKnownSignature), "name *and* ID");
    assert_eq!(signers(&[&other_id, &other_name, &by_b]).unwrap(), ["b"]);
    for forged in [&forged_a, &short_a] {
        assert_eq!(signers(&[forged]).unwrap_err(), bad("a"));
        assert_eq!(signers(&[&by_b, forged]).unwrap_err(), bad("a"));
        assert_eq!(signers(&[&by_a, forged]).unwrap_err(), bad("a"), "a second line by the same key does not hide");
    }
    assert_eq!(note(&[&by_a]).verify(&[]).unwrap_err(), TlogError::NoKnownSignature);
    assert_eq!(note(&[&by_a]).verify(&[&a_key, &a_key]).unwrap().signers(), [&a_key]);
    assert_eq!(a_key.verify_line(&by_a, "other\n").unwrap_err(), bad("a"));
    let renamed = SignatureLine::new(name("d"), by_a.id(), by_a.bytes().to_vec()).unwrap();
    assert_eq!(a_key.verify_line(&renamed, text).unwrap_err(), bad("a"));
}

/// Two keys of one name whose IDs collide, found by trying 82,648 seeds.
#[test]
fn ambiguous_keys_are_misuse() {
    let twin = |number: u64| {
        let mut seed = [0; 32];
        seed[..8].copy_from_slice(&number.to_le_bytes());
        SigningKey::new(name("twin"), &seed)
    };
    let (one, other) = (twin(36_558), twin(82_648));
    let (one_key, other_key) = (one.verifying_key(), other.verifying_key());
    assert_eq!(one_key.id(), other_key.id());
    assert_ne!(one_key, other_key);
    let note = Note::new("text\n".into(), vec![one.sign("text\n")]).unwrap();
    assert!(note.verify(&[&one_key]).is_ok());
    assert_eq!(note.verify(&[&other_key]).unwrap_err().code(), "bad-signature");
    for known in [[&one_key, &other_key], [&other_key, &one_key]] {
        assert_eq!(note.verify(&known).unwrap_err().code(), "misuse");
    }
    let policy = format!("log {one_key}\nlog {other_key}\nquorum none\n");
    assert_eq!(TlogPolicy::parse(&policy).unwrap_err().code(), "malformed-policy");
}

/// The `signed_note` crate signs and verifies the same bytes.
#[test]
fn signed_note_agrees() {
    let key = signer("example.com/foo", 9);
    let vkey = key.verifying_key();
    let hash = vkey.id().to_string();
    let secret = [&[1][..], key.seed()].concat();
    let secret = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, secret);
    let oracle = StandardSigner::new(&format!("PRIVATE+KEY+example.com/foo+{hash}+{secret}")).unwrap();
    for text in ["text\n", "\n", "a\n\n\nb\n", "Giao ước thi đua\n\n— not a signature\n"] {
        let ours = Note::new(text.into(), vec![key.sign(text)]).unwrap().to_string();
        let mut theirs = signed_note::Note::new(text.as_bytes(), &[]).unwrap();
        theirs.add_sigs(&[&oracle]).unwrap();
        assert_eq!(ours.as_bytes(), theirs.to_bytes());
        let known = VerifierList::new(vec![Box::new(StandardVerifier::new(&vkey.to_string()).unwrap())]);
        let (verified, _) = signed_note::Note::from_bytes(ours.as_bytes()).unwrap().verify(&known).unwrap();
        assert_eq!(verified.len(), 1);
    }
}

const TEXT: &str = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";

#[test]
fn checkpoints() {
    let checkpoint = Checkpoint::parse_text(TEXT).unwrap();
    assert_eq!((checkpoint.origin.as_str(), checkpoint.size), ("example.com/behind-the-sofa", 20_852_163));
    assert_eq!(checkpoint.text(), TEXT);
    let empty = Checkpoint { origin: name("a"), size: 0, root: empty_root() };
    assert_eq!(Checkpoint::parse_text(&empty.text()), Ok(empty.clone()));
    let largest = Checkpoint { size: MAX_SIZE, ..empty.clone() };
    assert_eq!(Checkpoint::parse_text(&largest.text()), Ok(largest.clone()));
    let root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";
    for bad in [
        "".to_owned(),
        "\n\n\n".into(),
        format!("a\n1\n{root}"),
        format!("{TEXT}\n"),
        format!("{TEXT}extension\n"),
        format!("\n1\n{root}\n"),
        format!("a\n1\n{root}\n\n"),
        format!("a b\n1\n{root}\n"),
        format!("a\n01\n{root}\n"),
        format!("a\n+1\n{root}\n"),
        format!("a\n-1\n{root}\n"),
        format!("a\n\n{root}\n"),
        format!("a\n1 \n{root}\n"),
        format!("a\r\n1\n{root}\n"),
        format!("a\n{}\n{root}\n", MAX_SIZE + 1),
        format!("a\n18446744073709551616\n{root}\n"),
        format!("a\n1\n{}\n", root.replace("2I=", "2J=")),
        format!("a\n1\n{}\n", &root[..43]),
        "a\n1\nAAAA\n".into(),
        format!("a\n0\n{root}\n"),
        "a\n1\n".into(),
        "a\n1\n\n".into(),
    ] {
        assert_eq!(Checkpoint::parse_text(&bad).unwrap_err().code(), "malformed-checkpoint", "{bad:?}");
    }
    assert!(Checkpoint::parse_text(&Checkpoint { size: MAX_SIZE + 1, ..empty }.text()).is_err());
}

#[test]
fn hashes() {
    let hash = Hash::from_base64("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=").unwrap();
    assert_eq!(
        (hash, hash.to_string(), format!("{hash:?}")),
        (empty_root(), hash.to_base64(), format!("Hash({hash})"))
    );
    assert_eq!(Hash::from_slice(&hash.0), Ok(hash));
    for bad in
        ["", "AAAA", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU"]
    {
        assert_eq!(Hash::from_base64(bad).unwrap_err().code(), "malformed-hash");
    }
    assert!(Hash::from_slice(&[0; 31]).is_err() && Hash::from_slice(&[0; 33]).is_err());
}

/// Made with OpenSSL 3.0 and Python's hashlib from the words of the standard: log key of seed 32 × 0x01, witness of 32
/// × 0x02.
#[test]
fn a_cosigned_checkpoint_made_by_openssl() {
    let log = "example.com/behind-the-sofa+6ded73a9+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c";
    let witness = "witness.example.com/w1+745fb5e8+BIE5dw6ofRdfVqNUZsNMfszLjYqRtO43ol32D1uPybOU";
    let note = format!(
        "{TEXT}\n\
         — example.com/behind-the-sofa be1zqQx8hYrJJIfiWfY39ShElJ74dPrOjXSgJJ2qG3vny2U7JyHN2kKCWb5H5e2MfxP7My2OyDRrDvCH/RbVubiZ8AE=\n\
         — witness.example.com/w1 dF+16AAAAABkGFDLUwBLV8e4tjvb6qEHiNTQjDZIX+7tvd038taw9A7W/cQ7ZhSah0uJMOI6CTPez5qwHtE49MrkWhU349mtYmi3Dw==\n"
    );
    let (log, witness) = (VerifyingKey::parse(log).unwrap(), VerifyingKey::parse(witness).unwrap());
    let parsed = Note::parse(note.as_bytes()).unwrap();
    assert_eq!(parsed.verify(&[&log, &witness]).unwrap().signers(), [&log, &witness]);
    assert_eq!(cosignature::verify(&witness, &parsed.signatures()[1], TEXT), Ok(1_679_315_147));

    let mut ours = Checkpoint::parse_text(TEXT).unwrap().sign(&signer("example.com/behind-the-sofa", 1));
    let key = CosigningKey::new(name("witness.example.com/w1"), &[2; 32]);
    assert_eq!((key.verifying_key(), key.name()), (witness.clone(), witness.name()));
    ours.add(cosignature::cosign(&key, 1_679_315_147, TEXT).unwrap()).unwrap();
    assert_eq!(ours.to_string(), note);
}

#[test]
fn spoiled_cosignatures_are_refused() {
    let key = CosigningKey::new(name("w"), &[2; 32]);
    let vkey = key.verifying_key();
    let good = cosignature::cosign(&key, 1_700_000_000, TEXT).unwrap();
    assert_eq!(cosignature::verify(&vkey, &good, TEXT), Ok(1_700_000_000));
    let refused = Err(TlogError::BadSignature { name: "w".into() });
    let with = |bytes: Vec<u8>| SignatureLine::new(good.name().clone(), good.id(), bytes).unwrap();
    for bit in 0..72 * 8 {
        let mut bytes = good.bytes().to_vec();
        bytes[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(cosignature::verify(&vkey, &with(bytes), TEXT), refused, "bit {bit}");
    }
    for length in [1, 8, 64, 71] {
        assert_eq!(cosignature::verify(&vkey, &with(good.bytes()[..length].to_vec()), TEXT), refused);
    }
    assert_eq!(cosignature::verify(&vkey, &with([good.bytes(), &[0]].concat()), TEXT), refused);
    assert_eq!(cosignature::verify(&vkey, &good, &TEXT.replace("20852163", "20852164")), refused);
    let other = CosigningKey::new(name("w"), &[3; 32]);
    assert_eq!(cosignature::verify(&other.verifying_key(), &good, TEXT), refused);
    let renamed = SignatureLine::new(name("x"), good.id(), good.bytes().to_vec()).unwrap();
    assert_eq!(cosignature::verify(&vkey, &renamed, TEXT), refused);
    let log = signer("w", 2);
    assert_eq!(cosignature::verify(&log.verifying_key(), &good, TEXT).unwrap_err().code(), "misuse");
    assert_eq!(vkey.verify_line(&log.sign(TEXT), TEXT).map(|_| ()), Err(TlogError::BadSignature { name: "w".into() }));

    assert!(cosignature::cosign(&key, MAX_TIME, TEXT).is_ok());
    assert_eq!(cosignature::cosign(&key, MAX_TIME + 1, TEXT).unwrap_err().code(), "misuse");
    // Even a good signature over a time that the standard forbids is refused.
    let time = MAX_TIME + 1;
    let signature = SigningKey::new(name("w"), &[2; 32]).sign(&format!("cosignature/v1\ntime {time}\n{TEXT}"));
    let signature: [u8; 64] = signature.bytes().try_into().unwrap();
    assert_eq!(vkey.verify(format!("cosignature/v1\ntime {time}\n{TEXT}").as_bytes(), &signature), Ok(()));
    assert_eq!(cosignature::verify(&vkey, &with([&time.to_be_bytes()[..], &signature].concat()), TEXT), refused);
}

#[test]
fn codes_are_unique() {
    let all = [
        TlogError::MalformedHash(""),
        TlogError::MalformedName(""),
        TlogError::MalformedKey(""),
        TlogError::WeakKey,
        TlogError::NonCanonicalKey,
        TlogError::MalformedNote(""),
        TlogError::MalformedCheckpoint(""),
        TlogError::MalformedProof(""),
        TlogError::MalformedTile(""),
        TlogError::MalformedPolicy { line: 0, reason: "".into() },
        TlogError::BadSignature { name: "".into() },
        TlogError::NoKnownSignature,
        TlogError::NoTrustedLog { origin: "".into() },
        TlogError::QuorumMissing { quorum: "".into(), present: vec![] },
        TlogError::InclusionMismatch,
        TlogError::ConsistencyMismatch,
        TlogError::Misuse(""),
    ];
    let codes: std::collections::HashSet<_> = all.iter().map(TlogError::code).collect();
    assert_eq!(codes.len(), all.len());
    assert!(codes.iter().all(|code| code.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')));
    let shown = TlogError::QuorumMissing { quorum: "q".into(), present: vec!["x".into(), "y".into()] }.to_string();
    assert_eq!(shown, "quorum q is missing; cosigned by: x, y");
}
