//! Records to a service and evidence from it: `post` and `evidence`.

use crate::args::{EvidenceArgs, PostArgs};
use crate::client::Client;
use crate::failure::Failure;
use crate::files;
use crate::verified_pact::VerifiedPact;
use giaouoc_core::Language;
use giaouoc_core::leaf::Kind;
use giaouoc_core::mark::Mark;
use giaouoc_core::record::Record;

/// `post`.
pub(crate) fn post(args: &PostArgs, language: Language) -> Result<(), Failure> {
    let verified = VerifiedPact::open(&args.access)?;
    let record = Record::parse(&files::read(&args.note)?)?;
    if record.kind() == Kind::Opening {
        return Err(Failure::usage("giaouoc pact open"));
    }
    let mark = args.mark.as_deref().map(files::read_text).transpose()?;
    let mark = mark.map(|svg| Mark::parse(svg.trim_end())).transpose()?;
    verified.deliver(&record, mark.as_ref(), args.access.out.as_deref(), language)
}

/// `evidence`.
pub(crate) fn evidence(args: &EvidenceArgs, language: Language) -> Result<(), Failure> {
    let client = Client::new(&args.server, None)?;
    let bytes = client.get(&format!("/api/v1/pacts/{}/evidence", args.pact))?;
    let path = args.out.clone().unwrap_or_else(|| format!("{}.giaouoc.json", args.pact).into());
    files::write(Some(&path), &bytes)?;
    println!("{} {}", language.pick("Đã ghi bằng chứng kiểm tra vào", "The evidence is in"), path.display());
    Ok(())
}
