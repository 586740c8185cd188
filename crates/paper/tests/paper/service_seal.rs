//! The seal, through its public face. Other readers' verdicts on real copies are in `tests/interop/test_paper.py`.

use cms::cert::CertificateChoices;
use cms::content_info::ContentInfo;
use cms::signed_data::{SignedData, SignerIdentifier};
use giaouoc_paper::service_seal::{MAX_NAME, MAX_PDF, MAX_REASON, SealError, SealKey, seal, self_made};
use p256::ecdsa::signature::Verifier as _;
use p256::ecdsa::{DerSignature, VerifyingKey};
use sha2::{Digest as _, Sha256};
use std::io::Write as _;
use x509_cert::der::{Decode as _, Encode as _, SliceReader};

const TIME: i64 = 1_795_000_000;
const REASON: &str = "Giao ước đã hoàn tất";

fn pems() -> (String, String) {
    let (key, cert) = self_made("Con dấu", "Công ty", 1_767_225_600, 2_600_000_000, [0x80; 16], [7; 32]).unwrap();
    (key.to_string(), cert)
}

fn key() -> SealKey {
    let (key, cert) = pems();
    SealKey::from_pem(&key, &cert).unwrap()
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum Form {
    Table,
    Stream,
    /// Deflated, with PNG prediction, as qpdf writes.
    Deflated,
}

/// One page, in each of the forms; the catalog and the page stand in an object stream unless there is a table.
fn pdf(form: Form, catalog: &str, page: &str) -> Vec<u8> {
    let objects = [
        (1, format!("<</Type/Catalog/Pages 2 0 R{catalog}>>")),
        (2, "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned()),
        (3, format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<<>>{page}>>")),
        (4, "[<</Type/Annot/Subtype/Link/Rect[0 0 1 1]/Border[0 0 0]>>]".to_owned()),
    ];
    let mut out = b"%PDF-1.7\n%\xff\xff\xff\xff\n".to_vec();
    if form == Form::Table {
        let mut table = "xref\n0 5\n0000000000 65535 f \n".to_owned();
        for (number, body) in &objects {
            table += &format!("{:010} 00000 n \n", out.len());
            out.extend(format!("{number} 0 obj\n{body}\nendobj\n").bytes());
        }
        let at = out.len();
        out.extend(table.bytes());
        out.extend(format!("trailer\n<</Size 5/Root 1 0 R/ID[(a\\)b)<00>]>>\nstartxref\n{at}\n%%EOF").bytes());
        return out;
    }
    let (mut head, mut bodies) = (String::new(), String::new());
    for (number, body) in &objects {
        head += &format!("{number} {} ", bodies.len());
        bodies += &format!("{body} ");
    }
    let mut rows = vec![vec![0, 0, 0, 0]];
    rows.extend((0..4).map(|index| vec![2, 0, 5, index]));
    let packed = |data: &[u8]| {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(data).unwrap();
        encoder.finish().unwrap()
    };
    let deflated = form == Form::Deflated;
    let (filter, parms) =
        if deflated { ("/Filter[/FlateDecode]", "/DecodeParms<</Predictor 12/Columns 4>>") } else { ("", "") };
    let content =
        if deflated { packed((head.clone() + &bodies).as_bytes()) } else { (head.clone() + &bodies).into_bytes() };
    let place = out.len();
    out.extend(
        format!("5 0 obj\n<</Type/ObjStm/N 4/First {}/Length {}{filter}>>\nstream\n", head.len(), content.len())
            .bytes(),
    );
    out.extend([&content[..], b"\nendstream\nendobj\n"].concat());
    let at = out.len();
    for place in [place, at] {
        rows.push(vec![1, u8::try_from(place >> 8).unwrap(), u8::try_from(place & 255).unwrap(), 0]);
    }
    let mut data = Vec::new();
    for (n, row) in rows.iter().enumerate() {
        if deflated {
            data.push(2);
        }
        for (column, byte) in row.iter().enumerate() {
            let above = if deflated && n > 0 { rows[n - 1][column] } else { 0 };
            data.push(byte.wrapping_sub(above));
        }
    }
    let data = if deflated { packed(&data) } else { data };
    let dictionary = format!("<</Type/XRef/W[1 2 1]/Size 7/Root 1 0 R/Length {}{filter}{parms}>>", data.len());
    out.extend(format!("6 0 obj\n{dictionary}\nstream\n").bytes());
    out.extend([&data[..], b"\nendstream\nendobj\n"].concat());
    out.extend(format!("startxref\n{at}\n%%EOF\n").bytes());
    out
}

fn samples() -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    for form in [Form::Table, Form::Stream, Form::Deflated] {
        all.push(pdf(form, "/Lang(vi)", "/Annots 4 0 R"));
        all.push(pdf(form, "/AcroForm<</Fields[]/DA(/F 0 Tf)>>", "/Annots[<</Type/Annot/Contents(a\\) [ b)>>]"));
    }
    all
}

/// The last signature: what it covers and its CMS.
fn last_signature(sealed: &[u8]) -> (Vec<u8>, SignedData) {
    let at = memchr::memmem::rfind(sealed, b"/ByteRange[").unwrap() + 11;
    let end = at + sealed[at..].iter().position(|byte| *byte == b']').unwrap();
    let range: Vec<usize> =
        std::str::from_utf8(&sealed[at..end]).unwrap().split_whitespace().map(|n| n.parse().unwrap()).collect();
    let [0, before, after, rest] = range[..] else { panic!("{range:?}") };
    assert_eq!(after + rest, sealed.len());
    assert!(sealed[..before].ends_with(b"/Contents") && sealed[before] == b'<' && sealed[after - 1] == b'>');
    let hex = std::str::from_utf8(&sealed[before + 1..after - 1]).unwrap();
    let bytes: Vec<u8> =
        (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect();
    let mut reader = SliceReader::new(&bytes).unwrap();
    let info = ContentInfo::decode(&mut reader).unwrap();
    let used = info.to_der().unwrap();
    assert!(bytes.starts_with(&used) && bytes[used.len()..].iter().all(|byte| *byte == 0), "DER, then zeros");
    ([&sealed[..before], &sealed[after..]].concat(), info.content.decode_as().unwrap())
}

fn is_valid(sealed: &[u8]) -> bool {
    let (covered, data) = last_signature(sealed);
    let [signer] = data.signer_infos.0.as_slice() else { panic!("one signer") };
    let certificates = data.certificates.as_ref().unwrap().0.as_slice();
    let SignerIdentifier::IssuerAndSerialNumber(id) = &signer.sid else { panic!("its kind") };
    let own = certificates.iter().find_map(|one| match one {
        CertificateChoices::Certificate(one) => (one.tbs_certificate().serial_number() == &id.serial_number
            && one.tbs_certificate().issuer() == &id.issuer)
            .then_some(one),
        CertificateChoices::Other(_) => None,
    });
    let own = own.unwrap();
    let attributes = signer.signed_attrs.as_ref().unwrap();
    let value = |oid: &str| {
        let attribute = attributes.iter().find(|one| one.oid.to_string() == oid).unwrap();
        attribute.values.as_slice()[0].to_der().unwrap()
    };
    assert_eq!(attributes.len(), 3, "and no signing time");
    assert_eq!(value("1.2.840.113549.1.9.3"), b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01");
    assert!(value("1.2.840.113549.1.9.16.2.47").ends_with(&Sha256::digest(own.to_der().unwrap())));
    let point = own.tbs_certificate().subject_public_key_info().subject_public_key.raw_bytes();
    let public = VerifyingKey::from_sec1_bytes(point).unwrap();
    let signature = DerSignature::from_bytes(signer.signature.as_bytes()).unwrap();
    public.verify(&attributes.to_der().unwrap(), &signature).is_ok()
        && value("1.2.840.113549.1.9.4").ends_with(&Sha256::digest(covered))
}

#[test]
fn each_form_is_sealed_behind_its_own_bytes_and_always_the_same() {
    let key = key();
    for pdf in samples() {
        let sealed = seal(&pdf, &key, TIME, REASON).unwrap();
        assert!(sealed.starts_with(&pdf) && is_valid(&sealed));
        assert_eq!(sealed, seal(&pdf, &key, TIME, REASON).unwrap());
        assert_ne!(sealed, seal(&pdf, &key, TIME + 1, REASON).unwrap());
        let added = String::from_utf8_lossy(&sealed[pdf.len()..]).into_owned();
        for part in
            ["/SubFilter/ETSI.CAdES.detached", "/M(D:20261118110640+00'00')", "/SigFlags 3", "/F 132", "/Rect[0 0 0 0]"]
        {
            assert!(added.contains(part), "{part} in {added}");
        }
        assert!(added.contains("/Reason<FEFF004700690061006F"), "{added}");
        assert_eq!(added.contains("/Type/XRef"), !added.contains("\nxref\n"));
        let twice = seal(&sealed, &key, TIME + 1, "").unwrap();
        assert!(twice.starts_with(&sealed) && is_valid(&twice));
    }
}

#[test]
fn what_the_page_and_the_form_had_is_kept() {
    let with_link = seal(&pdf(Form::Stream, "", "/Annots 4 0 R"), &key(), TIME, "").unwrap();
    assert!(
        String::from_utf8_lossy(&with_link)
            .contains("/Annots [<</Type/Annot/Subtype/Link/Rect[0 0 1 1]/Border[0 0 0]>> 8 0 R]")
    );
    let with_form = seal(&pdf(Form::Table, "/AcroForm<</Fields[]/DA(/F 0 Tf)>>", ""), &key(), TIME, "").unwrap();
    let text = String::from_utf8_lossy(&with_form);
    assert!(text.contains("<</DA (/F 0 Tf)/Fields [ 6 0 R]/SigFlags 3>>") && !text.contains("/Reason"), "{text}");
    assert!(text.contains("/ID[(a\\)b)<"), "the first identifier stays");
}

#[test]
fn a_changed_byte_breaks_the_seal() {
    let sealed = seal(&pdf(Form::Table, "", ""), &key(), TIME, REASON).unwrap();
    let hole = memchr::memmem::rfind(&sealed, b"/ByteRange").unwrap()..memchr::memmem::rfind(&sealed, b">>>").unwrap();
    for at in (0..sealed.len()).step_by(7).filter(|at| !hole.contains(at)) {
        let mut changed = sealed.clone();
        changed[at] ^= 1;
        // Neither the search for the signature nor its reading may be what fails.
        assert!(std::panic::catch_unwind(|| !is_valid(&changed)).unwrap_or(true), "byte {at}");
    }
}

#[test]
fn keys_and_certificates_are_refused_with_a_reason() {
    let (key, cert) = pems();
    let (_, other) = self_made("Con dấu", "", 0, 1, [1; 16], [8; 32]).unwrap();
    let refused = |key: &str, cert: &str| SealKey::from_pem(key, cert).unwrap_err();
    assert_eq!(refused(&key, &other), SealError::Mismatch);
    assert_eq!(refused("", &cert), SealError::MalformedKey);
    assert_eq!(refused(&cert, &cert), SealError::MalformedKey);
    assert!(matches!(refused(&key, ""), SealError::MalformedCertificate(_)));
    assert!(matches!(refused(&key, &cert.replace("MII", "MIJ")), SealError::MalformedCertificate(_)));
    assert!(matches!(refused(&key, &cert.repeat(9)), SealError::TooLarge(_)));
    assert!(matches!(refused(&key, &format!("{cert}{other}")), SealError::MalformedCertificate(_)));
    assert!(matches!(refused(&key, &" ".repeat(1 << 20)), SealError::TooLarge(_)));
    // openssl genpkey -algorithm ED25519, and -algorithm EC -pkeyopt ec_paramgen_curve:P-384
    assert_eq!(refused(ED25519, &cert), SealError::NotP256);
    assert_eq!(refused(P384, &cert), SealError::NotP256);
    assert!(
        SealKey::from_pem(&key, &format!("subject=...\n{cert}\nmore\n{cert}")).is_ok(),
        "text around it is passed over"
    );
    assert!(!format!("{:?}", SealKey::from_pem(&key, &cert)).contains("key:"));
}

#[test]
fn self_made_is_the_same_for_the_same_seed_and_has_bounds() {
    assert_eq!(pems(), pems());
    let make = |name: &str, from, to, serial| self_made(name, "", from, to, serial, [0xff; 32]);
    assert!(make(&"ữ".repeat(MAX_NAME), 0, 4_102_444_800, [0xff; 16]).is_ok());
    assert!(matches!(make(&"ữ".repeat(MAX_NAME + 1), 0, 1, [1; 16]), Err(SealError::TooLarge(_))));
    for (name, from, to, serial) in [
        ("", 0, 1, [1; 16]),
        ("a", 1, 1, [1; 16]),
        ("a", -1, 1, [1; 16]),
        ("a", 0, i64::MAX, [1; 16]),
        ("a", 0, 1, [0; 16]),
    ] {
        assert!(matches!(make(name, from, to, serial), Err(SealError::MalformedCertificate(_))));
    }
    let mut small = [0; 16];
    small[15] = 1;
    let (key, cert) = make("a", 0, 1, small).unwrap();
    assert!(SealKey::from_pem(&key, &cert).is_ok());
}

#[test]
fn what_is_not_understood_or_too_large_is_refused() {
    let key = key();
    let refused = |pdf: &[u8], time, reason: &str| seal(pdf, &key, time, reason).unwrap_err();
    let good = pdf(Form::Table, "", "");
    assert!(matches!(refused(b"", TIME, ""), SealError::NotUnderstood(_)));
    assert!(matches!(refused(b"%PDF-1.7\nstartxref\n0\n%%EOF", TIME, ""), SealError::NotUnderstood(_)));
    assert!(matches!(refused(&pdf(Form::Table, "/Perms<</DocMDP 9 0 R>>", ""), TIME, ""), SealError::NotUnderstood(_)));
    assert!(matches!(refused(&pdf(Form::Table, "", "/Annots 9 0 R"), TIME, ""), SealError::NotUnderstood(_)));
    assert!(matches!(refused(&good, -1, ""), SealError::TooLarge(_)));
    assert!(matches!(refused(&good, i64::MAX, ""), SealError::TooLarge(_)));
    assert!(matches!(refused(&good, TIME, &"a".repeat(MAX_REASON + 1)), SealError::TooLarge(_)));
    assert!(matches!(refused(&vec![0; MAX_PDF + 1], TIME, ""), SealError::TooLarge(_)));
    let text = String::from_utf8_lossy(&good).replace("/Root 1 0 R", "/Root 1 0 R/Encrypt<<>>");
    let text = text.replace("\u{fffd}", "?");
    assert!(matches!(refused(text.as_bytes(), TIME, ""), SealError::NotUnderstood(_)));
}

#[test]
fn broken_files_end_in_an_answer() {
    let key = key();
    for pdf in samples() {
        for length in 0..pdf.len() {
            let _ = seal(&pdf[..length], &key, TIME, "");
        }
        for at in 0..pdf.len() {
            for byte in [b'0', b'9', b'[', b'<', b'(', 0xff] {
                let mut changed = pdf.clone();
                changed[at] = byte;
                if let Ok(sealed) = seal(&changed, &key, TIME, "") {
                    assert!(sealed.starts_with(&changed));
                }
            }
        }
    }
    for deep in ["<<", "[", "("] {
        let _ = seal(&pdf(Form::Table, &format!("/A {}", deep.repeat(1 << 16)), ""), &key, TIME, "");
    }
}

const ED25519: &str = "-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIFcjcF6x8BVv/oMKIkTD/ZxRSc0q1HC4hwMaDFZUYHf6
-----END PRIVATE KEY-----";
const P384: &str = "-----BEGIN PRIVATE KEY-----
MIG2AgEAMBAGByqGSM49AgEGBSuBBAAiBIGeMIGbAgEBBDB3k+RoY1vWtZ+k+nrB
Debu2GCvRHgKHbv/e+NtffB//oklYnkeUEAyp/hmRWlsV3ahZANiAASIjDNqEHWE
IzUth7su8W7Nv7bJLkoi/GqqH186wE3O5mvMdnlaDIWQ/wZQHYTly366Gab3Haif
U0btPvtELeFBib45EZfjWSeOM45+SN6vT56OpmyNzyjpUdn0vX0Q49s=
-----END PRIVATE KEY-----";
