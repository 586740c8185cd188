//! Policies: what they say, and whom they trust.

use giaouoc_tlog::{
    Checkpoint, CosigningKey, KeyName, Note, SignatureLine, SigningKey, TlogError, TlogPolicy, Trusted, cosignature,
    merkle::leaf_hash, policy::MAX_OF_A_KIND,
};

const TIME: u64 = 1_700_000_000;

fn log(seed: u8) -> SigningKey {
    SigningKey::new(KeyName::parse("log.example").unwrap(), &[seed; 32])
}

fn witness(number: u8) -> CosigningKey {
    CosigningKey::new(KeyName::parse(&format!("witness.example/{number}")).unwrap(), &[100 + number; 32])
}

fn checkpoint() -> Checkpoint {
    Checkpoint { origin: KeyName::parse("log.example").unwrap(), size: 1, root: leaf_hash(b"entry") }
}

fn cosign(number: u8) -> SignatureLine {
    cosignature::cosign(&witness(number), TIME + u64::from(number), &checkpoint().text()).unwrap()
}

fn cosigned(by: impl IntoIterator<Item = u8>) -> Note {
    let mut note = checkpoint().sign(&log(1));
    by.into_iter().for_each(|number| note.add(cosign(number)).unwrap());
    note
}

/// The example of the standard: two of X1 to X3, and one of Y1 to Y3.
fn example() -> String {
    let w = |number| witness(number).verifying_key();
    format!(
        "# A comment\n\
         log {}\n\
         \n\
         witness X1 {}\n\
         \twitness\t\tX2 {}  https://x2.example/ \n\
         witness X3 {}\n\
         group X-witnesses 2 X1 X2 X3\n\
         \x20 # another\n\
         witness Y1 {}\nwitness Y2 {}\nwitness Y3 {}\n\
         group Y-witnesses any Y1 Y2 Y3\n\
         group X-and-Y all X-witnesses Y-witnesses\n\
         quorum X-and-Y\n",
        log(1).verifying_key(),
        w(1),
        w(2),
        w(3),
        w(4),
        w(5),
        w(6),
    )
}

#[test]
fn the_example_of_the_standard() {
    let policy = TlogPolicy::parse(&example()).unwrap();
    assert_eq!(policy.logs()[0].key, log(1).verifying_key());
    let names: Vec<_> = policy.witnesses().iter().map(|witness| witness.name.as_str()).collect();
    assert_eq!(names, ["X1", "X2", "X3", "Y1", "Y2", "Y3"]);
    assert_eq!(policy.witnesses()[1].url.as_deref(), Some("https://x2.example/"));
    let groups: Vec<_> = policy.groups().iter().map(|group| (group.threshold, group.members.len())).collect();
    assert_eq!((groups, policy.quorum()), (vec![(2, 3), (1, 3), (2, 2)], Some("X-and-Y")));

    let canonical = policy.to_string();
    assert_eq!(TlogPolicy::parse(&canonical).unwrap(), policy);
    assert!(canonical.ends_with(
        "group X-witnesses 2 X1 X2 X3\ngroup Y-witnesses any Y1 Y2 Y3\ngroup X-and-Y all X-witnesses Y-witnesses\nquorum X-and-Y\n"
    ));
    assert_eq!(TlogPolicy::parse(example().trim_end()).unwrap(), policy, "without the last newline");
}

/// All 64 subsets of the six witnesses.
#[test]
fn quorums() {
    let policy = TlogPolicy::parse(&example()).unwrap();
    for subset in 0..64_u8 {
        let present: Vec<u8> = (0..6).filter(|bit| subset & (1 << bit) != 0).map(|bit| bit + 1).collect();
        let due = (subset & 0b111).count_ones() >= 2 && subset & 0b11_1000 != 0;
        let outcome = policy.check(&cosigned(present.clone()));
        assert_eq!(outcome.is_ok(), due, "{present:?}");
        let names: Vec<_> = present.iter().map(|n| policy.witnesses()[usize::from(*n) - 1].name.clone()).collect();
        match outcome {
            Ok(Trusted { checkpoint: found, log: by, cosignatures, .. }) => {
                assert_eq!((found, by), (checkpoint(), log(1).verifying_key()));
                let times = present.iter().map(|n| TIME + u64::from(*n));
                assert_eq!(cosignatures, names.into_iter().zip(times).collect::<Vec<_>>());
            }
            Err(error) => {
                assert_eq!(error, TlogError::QuorumMissing { quorum: "X-and-Y".into(), present: names });
            }
        }
    }
    let all = example().lines().filter(|line| !line.contains("quorum")).collect::<Vec<_>>().join("\n");
    let one = TlogPolicy::parse(&format!("{all}\nquorum X2\n")).unwrap();
    assert!(one.check(&cosigned([2])).is_ok() && one.check(&cosigned([1, 3, 4])).is_err());
    let none = TlogPolicy::parse(&format!("{all}\nquorum none\n")).unwrap();
    assert_eq!(none.quorum(), None);
    assert_eq!(none.check(&cosigned([])).unwrap().cosignatures, []);
}

#[test]
fn whom_a_policy_does_not_trust() {
    let policy = TlogPolicy::parse(&format!("{}log {}\n", example(), log(2).verifying_key())).unwrap();
    let code = |note: &Note| policy.check(note).unwrap_err().code();
    let enough = || [1, 2, 4].map(cosign);
    let add = |mut note: Note, lines: &[SignatureLine]| {
        lines.iter().for_each(|line| note.add(line.clone()).unwrap());
        note
    };
    assert!(policy.check(&cosigned([1, 2, 4])).is_ok());
    assert_eq!(policy.check(&add(checkpoint().sign(&log(2)), &enough())).unwrap().log, log(2).verifying_key());

    let stranger = checkpoint().sign(&log(9));
    assert_eq!(code(&add(stranger.clone(), &enough())), "no-trusted-log");
    assert_eq!(code(&Note::new(checkpoint().text(), enough().to_vec()).unwrap()), "no-trusted-log");
    assert_eq!(policy.check(&add(stranger, cosigned([1, 2, 4]).signatures())).unwrap().log, log(1).verifying_key());

    // A known log's good signature under the origin of another log.
    let other = Checkpoint { origin: KeyName::parse("other.example").unwrap(), ..checkpoint() };
    let lines = [1, 2, 4].map(|n| cosignature::cosign(&witness(n), TIME, &other.text()).unwrap());
    assert_eq!(code(&add(other.sign(&log(1)), &lines)), "no-trusted-log");

    // A witness that bears the log's name is no log.
    let usurper = CosigningKey::new(KeyName::parse("log.example").unwrap(), &[5; 32]);
    let policy_with = format!("{}witness usurper {}\n", example(), usurper.verifying_key());
    let line = cosignature::cosign(&usurper, TIME, &checkpoint().text()).unwrap();
    let note = Note::new(checkpoint().text(), [vec![line], enough().to_vec()].concat()).unwrap();
    assert_eq!(TlogPolicy::parse(&policy_with).unwrap().check(&note).unwrap_err().code(), "no-trusted-log");

    // One bad line by a known key spoils the whole, whoever else has signed.
    let broken = |line: &SignatureLine| {
        let mut bytes = line.bytes().to_vec();
        bytes[40] ^= 1;
        SignatureLine::new(line.name().clone(), line.id(), bytes).unwrap()
    };
    assert_eq!(code(&add(cosigned([1, 2, 4]), &[broken(&cosign(3))])), "bad-signature");
    assert_eq!(code(&add(cosigned([1, 2, 4]), &[broken(&cosign(1))])), "bad-signature");
    assert_eq!(code(&add(cosigned([1, 2, 4]), &[broken(&log(2).sign(&checkpoint().text()))])), "bad-signature");
    assert!(policy.check(&add(cosigned([1, 2, 4]), &[broken(&cosign(7))])).is_ok(), "a stranger's is ignored");

    // A witness counts once, at the time of its first line.
    let later = cosignature::cosign(&witness(1), TIME + 99, &checkpoint().text()).unwrap();
    assert_eq!(code(&add(cosigned([1, 4]), &[later.clone(), cosign(1)])), "quorum-missing");
    let twice = policy.check(&add(cosigned([1, 2, 4]), &[later])).unwrap().cosignatures;
    assert_eq!(twice.iter().map(|(_, time)| time - TIME).collect::<Vec<_>>(), [1, 2, 4]);

    let text = "not a checkpoint\n";
    assert_eq!(code(&Note::new(text.into(), vec![log(1).sign(text)]).unwrap()), "malformed-checkpoint");
    let text = format!("{}extension\n", checkpoint().text());
    assert_eq!(code(&Note::new(text.clone(), vec![log(1).sign(&text)]).unwrap()), "malformed-checkpoint");
}

#[test]
fn malformed_policies() {
    let l = log(1).verifying_key().to_string();
    let renamed = SigningKey::new(KeyName::parse("renamed").unwrap(), &[1; 32]).verifying_key();
    let (w1, w2, w3) = (witness(1).verifying_key(), witness(2).verifying_key(), witness(3).verifying_key());
    let same_key = CosigningKey::new(KeyName::parse("renamed").unwrap(), &[101; 32]).verifying_key();
    let ws = format!("witness a {w1}\nwitness b {w2}\n");
    // Each with the line that must be named.
    for (line, bad) in [
        (0, "".to_owned()),
        (0, format!("log {l}\n")),
        (1, "quorum\n".into()),
        (1, "quorum none none\n".into()),
        (2, "quorum none\nquorum none\n".into()),
        (1, "quorum a\n".into()),
        (1, format!("quorum a\nwitness a {w1}\n")),
        (1, "QUORUM none\n".into()),
        (1, "registrar x\nquorum none\n".into()),
        (1, "log\nquorum none\n".into()),
        (1, format!("log {l} url more\nquorum none\n")),
        (1, format!("log {w1}\nquorum none\n")),
        (1, format!("witness a {l}\nquorum none\n")),
        (1, "witness a\nquorum none\n".into()),
        (1, format!("witness a {w1} url more\nquorum none\n")),
        (1, format!("log {}\nquorum none\n", &l[..l.len() - 1])),
        (2, format!("log {l}\nlog {l}\nquorum none\n")),
        (2, format!("log {l}\nlog {renamed}\nquorum none\n")),
        (2, format!("witness a {w1}\nwitness b {w1}\nquorum none\n")),
        (2, format!("witness a {w1}\nwitness b {same_key}\nquorum none\n")),
        (2, format!("witness a {w1}\nwitness a {w2}\nquorum none\n")),
        (1, format!("witness none {w1}\nquorum none\n")),
        (3, format!("{ws}group none all a\nquorum none\n")),
        (3, format!("{ws}group a all b\nquorum none\n")),
        (4, format!("{ws}group g all a\ngroup g all b\nquorum none\n")),
        (4, format!("{ws}group g all a\nwitness g {w3}\nquorum none\n")),
        (3, format!("{ws}group g all\nquorum none\n")),
        (3, format!("{ws}group g\nquorum none\n")),
        (3, format!("{ws}group g a b\nquorum none\n")),
        (3, format!("{ws}group g 0 a b\nquorum none\n")),
        (3, format!("{ws}group g 3 a b\nquorum none\n")),
        (3, format!("{ws}group g 01 a b\nquorum none\n")),
        (3, format!("{ws}group g +1 a b\nquorum none\n")),
        (3, format!("{ws}group g -1 a b\nquorum none\n")),
        (3, format!("{ws}group g 18446744073709551617 a b\nquorum none\n")),
        (3, format!("{ws}group g ALL a b\nquorum none\n")),
        (3, format!("{ws}group g any a none\nquorum none\n")),
        (3, format!("{ws}group g any a c\nquorum none\n")),
        (3, format!("{ws}group g any g a\nquorum none\n")),
        (3, format!("{ws}group g any a a\nquorum none\n")),
        (4, format!("{ws}group g any a\ngroup h any a b\nquorum none\n")),
        (3, format!("{ws}quorum A\n")),
        (1, "quorum none\r\n".into()),
        (1, "# bell \u{7}\nquorum none\n".into()),
        (2, "quorum none\n# delete \u{7f}".into()),
        (0, format!("quorum none\n{}", "#".repeat(1 << 20))),
    ] {
        let error = TlogPolicy::parse(&bad).unwrap_err();
        let TlogError::MalformedPolicy { line: found, .. } = error else { panic!("{bad}: {error:?}") };
        assert_eq!(found, line, "{bad}: {error}");
    }
    // Odd, and allowed.
    for good in [
        "quorum none\n".to_owned(),
        "\u{a0}".replace('\u{a0}', " \t \n") + "quorum none",
        format!("quorum none\n{ws}"),
        format!("{ws}group all all a\ngroup any any b\nquorum any\n"),
        format!("witness {l}\u{a0}ż {w1}\ngroup 2 1 {l}\u{a0}ż\nquorum 2\n"),
        format!(
            "log {l}\nwitness same {}\nquorum none\n",
            CosigningKey::new(KeyName::parse("w").unwrap(), &[1; 32]).verifying_key()
        ),
    ] {
        let policy = TlogPolicy::parse(&good).unwrap_or_else(|error| panic!("{good}: {error}"));
        assert_eq!(TlogPolicy::parse(&policy.to_string()).unwrap(), policy);
    }
}

#[test]
fn as_many_as_the_standard_asks_for() {
    let text = |n: usize| {
        let seed =
            |kind: u8, i: usize| [[kind, i as u8, (i >> 8) as u8].as_slice(), &[0; 29]].concat().try_into().unwrap();
        let key = |i: usize| KeyName::parse(&format!("k{i}")).unwrap();
        let logs = (0..n).map(|i| format!("log {}\n", SigningKey::new(key(i), &seed(1, i)).verifying_key()));
        let witnesses =
            (0..n).map(|i| format!("witness w{i} {}\n", CosigningKey::new(key(i), &seed(2, i)).verifying_key()));
        let groups = (0..n).map(|i| format!("group g{i} all w{i}\n"));
        logs.chain(witnesses).chain(groups).chain(["quorum g0\n".to_owned()]).collect::<String>()
    };
    for n in [32, MAX_OF_A_KIND] {
        let policy = TlogPolicy::parse(&text(n)).unwrap();
        assert_eq!((policy.logs().len(), policy.witnesses().len(), policy.groups().len()), (n, n, n));
    }
    assert_eq!(TlogPolicy::parse(&text(MAX_OF_A_KIND + 1)).unwrap_err().code(), "malformed-policy");
}
