//! Untrusted input that third-party parsers process in a child of the program: templates of organisations, pictures of
//! strangers. Each defect has a modest twin that must pass.

use giaouoc_tests::{binary, root};
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::LazyLock;

/// Asking for it builds it.
static PROGRAM: LazyLock<PathBuf> = LazyLock::new(|| binary("giaouoc").unwrap());

/// Prints with this template: the evidence of a completed pact, or the text of a pact as a draft.
fn print(file: &str, template: Option<&str>) -> Result<Vec<u8>, String> {
    let folder = tempfile::tempdir().unwrap();
    let (template_file, out) = (folder.path().join("mine.typ"), folder.path().join("out.pdf"));
    let mut program = Command::new(&*PROGRAM);
    program.args(["--lang", "en", "print", "copy", "--url", "https://kiem-tra.example"]);
    if let Some(template) = template {
        fs::write(&template_file, template).unwrap();
        program.arg("--template").arg(&template_file);
    }
    program.arg("--policy").arg(root().join("fixtures/policy.txt")).arg("--out").arg(&out);
    let Output { status, stderr, .. } =
        program.arg(root().join("fixtures/s3-khoi-thi-dua-2").join(file)).output().unwrap();
    assert!(status.code().is_some(), "the program itself lives on");
    let said = String::from_utf8(stderr).unwrap();
    assert_eq!(status.success(), out.exists(), "{said}");
    if status.success() { Ok(fs::read(out).unwrap()) } else { Err(said) }
}

const EVIDENCE: &str = "6-evidence.giaouoc.json";
const DRAFT: &str = "1-pact.json";
/// The head that PDF/A asks of every template.
const HEAD: &str = "#let data = json(\"data.json\")\n#set document(title: data.title)\n#set text(lang: \"vi\")\n";

fn printed(file: &str, body: &str) {
    let pdf = print(file, Some(&format!("{HEAD}{body}"))).unwrap();
    assert!(pdf.starts_with(b"%PDF-"));
}

fn refused(file: &str, body: &str, why: &str) {
    let said = print(file, Some(&format!("{HEAD}{body}"))).unwrap_err();
    assert!(said.contains(why), "{said}");
}

/// Of copies and drafts alike: with `modest` steps it prints, with `endless` ones it is refused.
fn ended(body: impl Fn(u32) -> String, modest: u32, endless: u32, why: &str) {
    for file in [EVIDENCE, DRAFT] {
        printed(file, &body(modest));
        refused(file, &body(endless), why);
    }
}

#[test]
fn a_template_that_never_ends_is_ended() {
    let looping = |times| {
        format!("#{{ for a in range({times}) {{ for b in range({times}) {{ let c = a + b }} }} }}\n#data.title")
    };
    ended(looping, 50, 1_000_000, "ran for more than");
}

#[test]
fn a_template_that_grows_without_end_is_ended() {
    // A text times a number is one copy of bytes: it meets the limit of memory long before that of time, on a slow
    // machine, too. Adding to a text or an array takes each element by itself.
    let growing =
        |times| format!("#{{ let s = \"x\"; for i in range({times}) {{ s = s * 16 }}; [#s.len()] }}\n#data.title");
    ended(growing, 3, 40, "too much memory");
}

#[test]
fn a_template_reads_what_it_is_given_and_nothing_else() {
    printed(EVIDENCE, "#data.title");
    for file in ["/etc/passwd", "mine.typ", "policy.txt"] {
        refused(EVIDENCE, &format!("#read(\"{file}\")"), "access denied");
    }
    for reaching in ["#read(\"../../etc/passwd\")", "#import \"@preview/cetz:0.3.0\"", "#datetime.today().display()"] {
        refused(EVIDENCE, reaching, "line 4");
    }
}

#[test]
fn what_is_wrong_with_a_template_is_told_with_its_line() {
    refused(DRAFT, "#nothing-of-the-kind", "line 4");
    refused(DRAFT, "#data.no-such-member", "line 4");
    let long = format!("{HEAD}#data.title\n// {}", "x".repeat(giaouoc_sandbox::printing::MAX_TEMPLATE));
    assert!(print(EVIDENCE, Some(&long)).unwrap_err().contains("256 KiB"));
}

#[test]
fn the_built_in_template_is_printed_by_a_child_as_by_the_program() {
    let built_in = fs::read_to_string(root().join("crates/paper/templates/copy.typ")).unwrap();
    assert!(print(EVIDENCE, Some(&built_in)) == print(EVIDENCE, None), "the same bytes");
}

/// White, with so many finder patterns of QR codes in a row and in a column, one pixel a module.
fn finder_patterns(count: u32) -> Vec<u8> {
    let dark = |at: u32| (1..8).contains(&at);
    let ring = |x: u32, y: u32| dark(x) && dark(y) && (x.abs_diff(4).max(y.abs_diff(4)) != 2);
    let side = count * 9;
    let pixels: Vec<u8> = (0..side * side).map(|at| if ring(at % side % 9, at / side % 9) { 0 } else { 255 }).collect();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, side, side);
    encoder.set_color(png::ColorType::Grayscale);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&pixels).unwrap();
    writer.finish().unwrap();
    bytes
}

#[test]
fn a_picture_that_takes_for_ever_is_given_up() {
    let said = |count: u32| {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("photo.png");
        fs::write(&file, finder_patterns(count)).unwrap();
        let output = Command::new(&*PROGRAM).args(["verify", "--json"]).arg(&file).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "an answer, and no crash");
        String::from_utf8(output.stdout).unwrap()
    };
    // Looked through to the end: patterns, and no code.
    assert!(said(20).contains("codes-malformed"));
    let hostile = said(560);
    assert!(hostile.contains("picture-unreadable") && hostile.contains("took more than"), "{hostile}");
}
