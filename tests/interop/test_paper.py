#!/usr/bin/env python3
"""Paper, by others' tools: pictures of the printed page read by zxing-cpp and judged by codes.py; the PDF looked at by
qpdf, poppler and pikepdf; the seal by pyHanko and pdfsig.

    test_paper.py GIAOUOC SAMPLE_PACTS [--table]

GIAOUOC is the product's program, SAMPLE_PACTS the program that makes evidence of so many parties. --table prints at how many
pixels a module each degraded picture is still read, for docs/spec/7-codes.md.
"""

import io
import os
import shutil
import subprocess
import sys
import tempfile

import numpy
import pikepdf
import zxingcpp
from PIL import Image, ImageFilter

import codes
import verify as v
from report import Report

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "..", "..")
POLICY = os.path.join(ROOT, "fixtures", "policy.txt")
FORMATS = os.path.join(ROOT, "fixtures", "vectors", "formats")
URL = "https://kiem-tra.example"
report = Report()


def run(*command, **options):
    return subprocess.run(command, capture_output=True, **options)


def policy(path=POLICY):
    with open(path, "rb") as file:
        return v.parse_policy(file.read())


def read(pictures):
    """All texts on some pictures: as they are, at half the size, and by another threshold, as a reader tries again."""
    texts = []
    for picture in pictures:
        ways = [(picture, zxingcpp.Binarizer.LocalAverage), (at(picture, 0.5), zxingcpp.Binarizer.LocalAverage)]
        for tried, binarizer in [*ways, (picture, zxingcpp.Binarizer.GlobalHistogram)]:
            found = zxingcpp.read_barcodes(tried, formats=zxingcpp.BarcodeFormat.QRCode, binarizer=binarizer)
            texts += [code.text for code in found if code.text not in texts]
    return texts


def pages(pdf, dpi):
    with tempfile.TemporaryDirectory() as folder:
        run("pdftoppm", "-r", str(dpi), "-gray", pdf, os.path.join(folder, "p"))
        for name in sorted(os.listdir(folder)):
            yield Image.open(os.path.join(folder, name)).convert("L").copy()


# --- what happens to a sheet between printer and camera


def blur(picture, random):
    return picture.filter(ImageFilter.GaussianBlur(0.9))


def noise(picture, random):
    grey = numpy.asarray(picture).astype(float)
    return Image.fromarray((grey + random.normal(0, 14, grey.shape)).clip(0, 255).astype("uint8"))


def tilt(picture, random):
    return picture.rotate(2.7, expand=True, fillcolor=210, resample=Image.BICUBIC)


def light(picture, random):
    grey = numpy.asarray(picture).astype(float)
    height, width = grey.shape
    falling = 0.5 + 0.5 * numpy.linspace(0, 1, width)[None, :] * numpy.linspace(1, 0.7, height)[:, None]
    return Image.fromarray((grey * falling + 18).clip(0, 255).astype("uint8"))


def jpeg(picture, random):
    data = io.BytesIO()
    picture.save(data, "JPEG", quality=55)
    return Image.open(data).convert("L")


def damage(picture, random):
    """Specks of half a module, white or black, on 2 % of the page."""
    grey = numpy.asarray(picture).copy()
    height, width = grey.shape
    side = max(1, round(width * 0.25 / 210))
    for _ in range(int(0.02 * height * width / side**2)):
        y, x = random.integers(0, height - side), random.integers(0, width - side)
        grey[y : y + side, x : x + side] = random.choice([0, 255])
    return Image.fromarray(grey)


WAYS = [blur, noise, tilt, light, jpeg, damage]


def everything(picture, random):
    for way in (tilt, blur, light, noise, jpeg):
        picture = way(picture, random)
    return picture


def at(picture, scale):
    size = (round(picture.width * scale), round(picture.height * scale))
    return picture.resize(size, Image.LANCZOS)


def has_codes(picture):
    return any("#1." in text for text in read([picture]))


def pictures_of_codes(pdf, dpi):
    """The pages that hold proof codes; the others are no part of what is photographed."""
    return [page for page in pages(pdf, dpi) if has_codes(page)]


def black_out(picture, code):
    """Blackens the code of this text."""
    for found in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode):
        if found.text == code:
            corners = found.position
            xs = [corners.top_left.x, corners.bottom_right.x, corners.top_right.x, corners.bottom_left.x]
            ys = [corners.top_left.y, corners.bottom_right.y, corners.top_right.y, corners.bottom_left.y]
            picture.paste(0, (min(xs), min(ys), max(xs), max(ys)))
            return True
    return False


def degraded(giaouoc, sample_pacts, folder):
    trust = policy()
    for parties in (2, 7, 9, 20):
        evidence, pdf = os.path.join(folder, f"{parties}.json"), os.path.join(folder, f"{parties}.pdf")
        with open(evidence, "wb") as file:
            file.write(run(sample_pacts, str(parties)).stdout)
        printed = run(giaouoc, "print", "copy", evidence, "--policy", POLICY, "--url", URL, "-o", pdf)
        report.check(f"paper: {parties} parties are printed", printed.returncode == 0, printed.stderr.decode())
        due = f"valid {parties}"
        random = numpy.random.default_rng(parties)
        for dpi in (150, 200, 300):
            held = pictures_of_codes(pdf, dpi)
            said = codes.judge(read(held), trust)
            report.check(f"paper: {parties} parties at {dpi} dpi", said == due, said)
            # Each way alone at each resolution; all together where a camera has its pixels.
            for way in WAYS:
                said = codes.judge(read([way(page, random) for page in held]), trust)
                report.check(f"paper: {parties} parties at {dpi} dpi, {way.__name__}", said == due, said)
        # A camera of 12 megapixels: 9 pixels a millimetre.
        held = pictures_of_codes(pdf, 300)
        photos = [everything(at(page, 9 * 25.4 / 300), random) for page in held]
        said = codes.judge(read(photos), trust)
        report.check(f"paper: {parties} parties, a photo of 9 pixels a millimetre", said == due, said)
        names = []
        for k, photo in enumerate(photos):
            names.append(os.path.join(folder, f"{parties}-{k}.jpg"))
            photo.save(names[-1], quality=80)
        own = run(giaouoc, "verify", "--policy", POLICY, "--quiet", *names)
        report.check(f"paper: {parties} parties, the same photo by giaouoc", own.returncode == 0, own.stdout.decode())
        texts = [text for text in read(held) if "#1." in text]
        seal = next(text for text in texts if codes.payload(text)[1] == 1)
        slice_ = next(text for text in texts if codes.payload(text)[1] == 2 and codes.payload(text)[3] == 0)
        for code, due_now in ((slice_, due), (seal, "untrusted no seal")):
            blackened = [page.copy() for page in held]
            report.check("paper: a code is found and blackened", any(black_out(page, code) for page in blackened))
            said = codes.judge(read(blackened), trust)
            report.check(f"paper: {parties} parties, one code blackened: {due_now}", said == due_now, said)


def readers_agree():
    """The Python reader on the vectors, whole and spoilt."""
    trust = policy(os.path.join(FORMATS, "policy.txt"))
    with open(os.path.join(FORMATS, "7-codes.txt"), encoding="utf-8") as file:
        texts = file.read().split()
    cases = [("all", texts, "valid 4"), ("the seal alone", texts[:1], "seal 4"), ("no seal", texts[1:], "untrusted no seal")]
    cases += [(f"without slice {k}", texts[:k] + texts[k + 1 :], "valid 4") for k in range(1, len(texts))]
    for name, some, due in cases:
        said = codes.judge(some, trust)
        report.check(f"codes.py: vectors, {name}", said == due, said)
    changed = [texts[0], texts[1][:-40] + "0" * 40, *texts[2:]]
    report.check("codes.py: vectors, changed digits", not codes.judge(changed, trust).startswith("valid"))


def pdf_tools(giaouoc, folder):
    """The five seeds' copies, by others' readers of PDF."""
    for name in sorted(os.listdir(os.path.join(ROOT, "fixtures"))):
        evidence = os.path.join(ROOT, "fixtures", name, "6-evidence.giaouoc.json")
        if not os.path.exists(evidence) or not name.startswith("s"):
            continue
        pdf = os.path.join(folder, f"{name}.pdf")
        run(giaouoc, "print", "copy", evidence, "--policy", POLICY, "--url", URL, "-o", pdf)
        checked = run("qpdf", "--check", pdf)
        report.check(f"qpdf: {name}", checked.returncode == 0, checked.stdout.decode())
        fonts = run("pdffonts", pdf).stdout.decode().splitlines()[2:]
        embedded = fonts and all(line.split()[-5:-2] == ["yes", "yes", "yes"] for line in fonts)
        report.check(f"pdffonts: {name}, all embedded, subset, with Unicode", bool(embedded), "\n".join(fonts))
        with pikepdf.open(pdf) as file:
            metadata = file.open_metadata()
            report.check(f"pikepdf: {name} is PDF/A-3a", metadata.pdfa_status == "3A", metadata.pdfa_status)
            report.check(f"pikepdf: {name} is tagged, vi-VN", bool(file.Root.MarkInfo.Marked) and str(file.Root.Lang) == "vi-VN")
            relation = [str(one.AFRelationship) for one in file.Root.AF]
            report.check(f"pikepdf: {name} has its evidence as /Source", relation == ["/Source"], str(relation))
            attached = next(iter(file.attachments.values())).get_file().read_bytes()
            with open(evidence, "rb") as original:
                report.check(f"pikepdf: {name}, the attachment is the evidence", attached == original.read())
        text = " ".join(run("pdftotext", pdf, "-").stdout.decode().split())
        with open(evidence, encoding="utf-8") as file:
            whole = codes.json.load(file)
        pact = whole["pact"]
        # Where a delegate signed, that person's name stands there.
        notes = [record["note"] for record in whole["records"] if "capacity delegate" in record.get("note", "")]
        away = {party["id"] for party in pact["roster"] if any(f"\nparty {party['id']}\n" in note for note in notes)}
        words = [pact["title"], pact["group"]["name"], "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]
        words += [p["representative"]["name"] for p in pact["roster"] if p.get("representative") and p["id"] not in away]
        lost = [word for word in words if word not in text]
        report.check(f"pdftotext: {name}, the Vietnamese text is exact", not lost, str(lost))
        again = os.path.join(folder, "again.pdf")
        run(giaouoc, "print", "copy", evidence, "--policy", POLICY, "--url", URL, "-o", again)
        with open(pdf, "rb") as one, open(again, "rb") as other:
            report.check(f"paper: {name}, the same bytes again", one.read() == other.read())


def seals(giaouoc, folder):
    from pyhanko.keys import load_cert_from_pemder
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    key, certificate = os.path.join(folder, "seal.pem"), os.path.join(folder, "seal-cert.pem")
    run(giaouoc, "keygen", "--name", "Dịch vụ mẫu", "--out", key, "--seal", certificate)
    evidence = os.path.join(ROOT, "fixtures", "s3-khoi-thi-dua-2", "6-evidence.giaouoc.json")
    pdf = os.path.join(folder, "sealed.pdf")
    run(giaouoc, "print", "copy", evidence, "--policy", POLICY, "--url", URL, "-o", pdf, "--seal-key", key, "--seal-cert", certificate)
    root = load_cert_from_pemder(certificate)

    def pyhanko(path):
        with open(path, "rb") as file:
            signature = PdfFileReader(file).embedded_signatures[0]
            status = validate_pdf_signature(signature, ValidationContext(trust_roots=[root]))
            return status.intact, status.bottom_line, status.coverage.name

    report.check("pyHanko: the seal is valid", pyhanko(pdf) == (True, True, "ENTIRE_FILE"), str(pyhanko(pdf)))
    said = run("pdfsig", pdf).stdout.decode()
    report.check("pdfsig: the seal is valid", "Signature is Valid" in said and "Total document signed" in said, said)
    checked = run("qpdf", "--check", pdf)
    report.check("qpdf: the sealed copy", checked.returncode == 0, checked.stdout.decode())
    own = run(giaouoc, "verify", "--policy", POLICY, "--quiet", pdf)
    report.check("giaouoc: the sealed copy still carries its evidence", own.returncode == 0, own.stdout.decode())
    with open(pdf, "rb") as file:
        data = bytearray(file.read())
    data[data.index(b"/Title") + 9] ^= 1
    spoilt = os.path.join(folder, "spoilt.pdf")
    with open(spoilt, "wb") as file:
        file.write(data)
    # The control: one bit in what the seal covers.
    report.check("pyHanko: a changed byte is told", not pyhanko(spoilt)[0])
    report.check("pdfsig: a changed byte is told", "Digest Mismatch" in run("pdfsig", spoilt).stdout.decode())


def table(giaouoc, sample_pacts, folder):
    """The least pixels a module at which all codes are read, by way of degrading."""
    evidence, pdf = os.path.join(folder, "t.json"), os.path.join(folder, "t.pdf")
    with open(evidence, "wb") as file:
        file.write(run(sample_pacts, "9").stdout)
    run(giaouoc, "print", "copy", evidence, "--policy", POLICY, "--url", URL, "-o", pdf)
    held = pictures_of_codes(pdf, 300)
    for way in [None, *WAYS, everything]:
        least = None
        for tenths in range(60, 14, -1):
            random = numpy.random.default_rng(1)
            pictures = [at(page, tenths / 60) for page in held]
            pictures = [way(page, random) for page in pictures] if way else pictures
            if codes.judge(read(pictures), policy()) != "valid 9":
                break
            least = tenths / 10
        print(f"| {way.__name__ if way else 'as printed'} | {least} |")


def main():
    giaouoc, sample_pacts = sys.argv[1:3]
    missing = [tool for tool in ("pdftoppm", "qpdf", "pdfsig") if not shutil.which(tool)]
    if missing:
        report.check("paper: what is needed is there", False, f"{missing} missing: poppler-utils, qpdf")
        report.exit()
    with tempfile.TemporaryDirectory() as folder:
        if "--table" in sys.argv:
            return table(giaouoc, sample_pacts, folder)
        readers_agree()
        pdf_tools(giaouoc, folder)
        seals(giaouoc, folder)
        degraded(giaouoc, sample_pacts, folder)
    report.exit()


if __name__ == "__main__":
    main()
