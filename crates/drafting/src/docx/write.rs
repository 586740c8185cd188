//! A word processor's file from blocks: A4, margins and letters as Nghị định 30/2020/NĐ-CP has them, real heading
//! styles, so that the outline works.

use crate::block::{Block, Line};
use crate::error::{FileRefusal, RefusedFile};
use quick_xml::escape::escape;
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>"#;
const RELS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;
const DOCUMENT_RELS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#;
const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>"#;
/// Top and bottom 20 mm, left 30 mm, right 20 mm, in twentieths of a point.
const TAIL: &str = r#"<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1701" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr></w:body></w:document>"#;

/// The file.
pub(crate) fn write(blocks: &[Block]) -> Result<Vec<u8>, RefusedFile> {
    let failed = |e: &dyn std::fmt::Display| RefusedFile::new(FileRefusal::Unwritable).because(e.to_string());
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // No clock: the same draft gives the same bytes.
    let options = SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
    let parts = [
        ("[Content_Types].xml", TYPES.to_owned()),
        ("_rels/.rels", RELS.to_owned()),
        ("word/_rels/document.xml.rels", DOCUMENT_RELS.to_owned()),
        ("word/styles.xml", styles()),
        ("word/document.xml", document(blocks)),
    ];
    for (name, part) in parts {
        zip.start_file(name, options).map_err(|e| failed(&e))?;
        zip.write_all(part.as_bytes()).map_err(|e| failed(&e))?;
    }
    Ok(zip.finish().map_err(|e| failed(&e))?.into_inner())
}

fn styles() -> String {
    let mut out = String::from(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman"/><w:sz w:val="28"/><w:lang w:val="vi-VN"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="288" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style><w:style w:type="table" w:styleId="Grid"><w:name w:val="Table Grid"/><w:tblPr><w:tblBorders>"#,
    );
    for side in ["top", "left", "bottom", "right", "insideH", "insideV"] {
        let _ = write!(out, r#"<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>"#);
    }
    out.push_str("</w:tblBorders></w:tblPr></w:style>");
    for (level, size) in [(1, 32), (2, 28), (3, 28)] {
        let centre = if level == 1 { r#"<w:jc w:val="center"/>"# } else { "" };
        let _ = write!(
            out,
            r#"<w:style w:type="paragraph" w:styleId="Heading{level}"><w:name w:val="heading {level}"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:qFormat/><w:pPr><w:keepNext/><w:spacing w:before="240"/>{centre}<w:outlineLvl w:val="{}"/></w:pPr><w:rPr><w:b/><w:sz w:val="{size}"/></w:rPr></w:style>"#,
            level - 1
        );
    }
    out.push_str("</w:styles>");
    out
}

fn document(blocks: &[Block]) -> String {
    let mut out = String::from(HEAD);
    for block in blocks {
        match block {
            Block::Line(line) => paragraph(&mut out, line),
            Block::Table(rows) => table(&mut out, rows),
        }
    }
    out.push_str(TAIL);
    out
}

fn table(out: &mut String, rows: &[Vec<Vec<Line>>]) {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    out.push_str(r#"<w:tbl><w:tblPr><w:tblStyle w:val="Grid"/><w:tblW w:w="5000" w:type="pct"/></w:tblPr><w:tblGrid>"#);
    out.push_str(&r#"<w:gridCol/>"#.repeat(columns));
    out.push_str("</w:tblGrid>");
    for (i, row) in rows.iter().enumerate() {
        out.push_str(if i == 0 { "<w:tr><w:trPr><w:tblHeader/></w:trPr>" } else { "<w:tr>" });
        for cell in row {
            out.push_str("<w:tc><w:tcPr><w:tcW w:w=\"0\" w:type=\"auto\"/></w:tcPr>");
            cell.iter().for_each(|line| paragraph(out, line));
            if cell.is_empty() {
                out.push_str("<w:p/>");
            }
            out.push_str("</w:tc>");
        }
        out.push_str("</w:tr>");
    }
    // Two tables without a line between them would be one.
    out.push_str("</w:tbl><w:p/>");
}

fn paragraph(out: &mut String, line: &Line) {
    out.push_str("<w:p>");
    if let Some(level) = line.heading {
        let _ = write!(out, r#"<w:pPr><w:pStyle w:val="Heading{level}"/></w:pPr>"#);
    }
    out.push_str("<w:r>");
    for (i, part) in line.text.split('\n').enumerate() {
        if i > 0 {
            out.push_str("<w:br/>");
        }
        for (i, piece) in part.split('\t').enumerate() {
            if i > 0 {
                out.push_str("<w:tab/>");
            }
            if !piece.is_empty() {
                // What XML 1.0 cannot hold is nothing that a text may hold either.
                let seen: String =
                    piece.chars().filter(|c| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}')).collect();
                let _ = write!(out, r#"<w:t xml:space="preserve">{}</w:t>"#, escape(&seen));
            }
        }
    }
    out.push_str("</w:r></w:p>");
}
