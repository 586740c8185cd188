//! The payload of a code: deterministic CBOR (RFC 8949 §4.2), no tags, nothing after it.
//!
//! To find out that bytes are deterministic, the value read from them is written again; other bytes are refused.

use super::slices::{MAX_SLICES, Slice};
use giaouoc_core::digest::Digest;
use giaouoc_core::error::{Code, CoreError};
use giaouoc_core::leaf::Nonce;
use giaouoc_core::pact::PactDigest;
use giaouoc_core::printed_proof::{Cosignature, PrintedSigner, Seal, SignedText};
use giaouoc_core::record::{Capacity, Channel, Method};
use giaouoc_core::time::Time;
use giaouoc_tlog::merkle::Hash;
use giaouoc_tlog::note::{KeyId, KeyName};
use minicbor::data::Type;
use minicbor::{Decoder, Encoder};
use std::convert::Infallible;

/// First item of each payload.
const VERSION: u8 = 1;
const SEAL: u8 = 1;
const SLICE: u8 = 2;
/// Hashes of an inclusion proof: a tree of 2^63 leaves needs no more.
const MAX_PATH: u64 = 63;
/// Signature lines of a note (C2SP signed-note allows this many to be read).
const MAX_COSIGNATURES: u64 = 64;
/// Parties of a roster.
const MAX_SIGNERS: u64 = 64;

#[expect(clippy::large_enum_variant, reason = "lives for one match")]
pub(super) enum Payload {
    Seal(Seal),
    Slice(Slice),
}

type Out = Encoder<Vec<u8>>;
type Written = Result<(), minicbor::encode::Error<Infallible>>;

/// Writing into memory cannot fail; the encoder's type only does not say so.
fn written(write: impl FnOnce(&mut Out) -> Written) -> Vec<u8> {
    let mut out = Encoder::new(Vec::new());
    let _ = write(&mut out);
    out.into_writer()
}

pub(super) fn write_seal(seal: &Seal) -> Vec<u8> {
    written(|out| {
        out.array(14)?.u8(VERSION)?.u8(SEAL)?;
        out.bytes(seal.pact.0.as_bytes())?.str(seal.origin.as_str())?.u64(wide(seal.count))?;
        out.bytes(seal.signatures.as_bytes())?.i64(seal.time.unix())?.bytes(&seal.signature)?;
        out.u64(seal.index)?.bytes(&seal.nonce.0)?.array(wide(seal.path.len()))?;
        for hash in &seal.path {
            out.bytes(&hash.0)?;
        }
        out.u64(seal.size)?.bytes(&seal.checkpoint_signature)?.array(wide(seal.cosignatures.len()))?;
        for line in &seal.cosignatures {
            out.array(3)?.bytes(&line.id.0)?.u64(line.time)?.bytes(&line.signature)?;
        }
        Ok(())
    })
}

pub(super) fn write_slice(slice: &Slice) -> Vec<u8> {
    written(|out| {
        out.array(6)?.u8(VERSION)?.u8(SLICE)?.bytes(&slice.pact)?;
        out.u64(wide(slice.place))?.u64(wide(slice.count))?.bytes(&slice.bytes)?;
        Ok(())
    })
}

pub(super) fn write_text(text: &SignedText) -> Vec<u8> {
    written(|out| {
        out.array(3)?.bytes(&text.pact)?.i64(text.opened.unix())?.array(wide(text.signers.len()))?;
        text.signers.iter().try_for_each(|signer| write_signer(out, signer))
    })
}

fn write_signer(out: &mut Out, signer: &PrintedSigner) -> Written {
    out.array(12)?.u64(wide(signer.place))?.bytes(&signer.key)?;
    maybe(out, signer.key_name.as_deref(), |out, name| out.str(name).map(drop))?;
    maybe(out, signer.holder.as_deref(), |out, holder| out.str(holder).map(drop))?;
    out.u8(number(&CAPACITIES, signer.capacity))?;
    maybe(out, signer.authority.as_ref(), |out, digest| out.bytes(digest.as_bytes()).map(drop))?;
    out.u8(number(&METHODS, signer.method))?.i64(signer.enrolled.unix())?;
    maybe(out, signer.mark.as_ref(), |out, digest| out.bytes(digest.as_bytes()).map(drop))?;
    out.u8(number(&CHANNELS, signer.channel))?.i64(signer.time.unix())?.bytes(&signer.signature)?;
    Ok(())
}

fn maybe<T: ?Sized>(out: &mut Out, value: Option<&T>, write: impl FnOnce(&mut Out, &T) -> Written) -> Written {
    match value {
        Some(value) => write(out, value),
        None => out.null().map(drop),
    }
}

/// Numbers of the words, in the order of the specification.
const CAPACITIES: [Capacity; 2] = [Capacity::Representative, Capacity::Delegate];
const METHODS: [Method; 3] = [Method::InPerson, Method::Invite, Method::Pinned];
const CHANNELS: [Channel; 4] = [Channel::Phone, Channel::Kiosk, Channel::Cli, Channel::Api];

fn number<T: PartialEq>(words: &[T], word: T) -> u8 {
    words.iter().position(|known| *known == word).and_then(|at| u8::try_from(at).ok()).unwrap_or(u8::MAX)
}

fn wide(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

fn wrong(detail: impl Into<String>) -> CoreError {
    CoreError::new(Code::CodesMalformed).because(detail.into())
}

/// # Errors
/// [`Code::CodesMalformed`]; [`Code::CodesVersion`] where the first item is another version.
pub(super) fn read(bytes: &[u8]) -> Result<Payload, CoreError> {
    let mut r = PayloadReader(Decoder::new(bytes));
    let items = r.array(u64::MAX)?;
    let version = r.natural()?;
    if version != u64::from(VERSION) {
        return Err(CoreError::new(Code::CodesVersion).because(format!("version {version}")));
    }
    let payload = match (r.natural()?, items) {
        (1, 14) => Payload::Seal(r.seal()?),
        (2, 6) => Payload::Slice(r.slice()?),
        (kind, items) => return Err(wrong(format!("{items} items of type {kind}"))),
    };
    let again = match &payload {
        Payload::Seal(seal) => write_seal(seal),
        Payload::Slice(slice) => write_slice(slice),
    };
    if again == bytes { Ok(payload) } else { Err(wrong("CBOR that is not deterministic, or something after it")) }
}

/// # Errors
/// [`Code::CodesMalformed`].
pub(super) fn read_text(bytes: &[u8]) -> Result<SignedText, CoreError> {
    let mut r = PayloadReader(Decoder::new(bytes));
    if r.array(3)? != 3 {
        return Err(wrong("the compact evidence has not three items"));
    }
    let (pact, opened) = (r.bytes()?.to_vec(), r.time()?);
    let signers = r.list(MAX_SIGNERS, PayloadReader::signer)?;
    let text = SignedText { pact, opened, signers };
    if write_text(&text) == bytes { Ok(text) } else { Err(wrong("compact evidence that is not deterministic CBOR")) }
}

struct PayloadReader<'b>(Decoder<'b>);

impl<'b> PayloadReader<'b> {
    fn seal(&mut self) -> Result<Seal, CoreError> {
        Ok(Seal {
            pact: PactDigest(self.digest()?),
            origin: KeyName::parse(self.text()?).map_err(|_| wrong("the origin is no key name"))?,
            count: self.small()?,
            signatures: self.digest()?,
            time: self.time()?,
            signature: self.array_of()?,
            index: self.natural()?,
            nonce: Nonce(self.array_of()?),
            path: self.list(MAX_PATH, |r| r.array_of().map(Hash))?,
            size: self.natural()?,
            checkpoint_signature: self.array_of()?,
            cosignatures: self.list(MAX_COSIGNATURES, |r| {
                if r.array(3)? != 3 {
                    return Err(wrong("a cosignature has not three items"));
                }
                Ok(Cosignature { id: KeyId(r.array_of()?), time: r.natural()?, signature: r.array_of()? })
            })?,
        })
    }

    fn slice(&mut self) -> Result<Slice, CoreError> {
        let slice =
            Slice { pact: self.array_of()?, place: self.small()?, count: self.small()?, bytes: self.bytes()?.to_vec() };
        let fits = (1..=MAX_SLICES).contains(&slice.count) && slice.place <= slice.count && !slice.bytes.is_empty();
        if fits { Ok(slice) } else { Err(wrong(format!("slice {} of {}", slice.place, slice.count))) }
    }

    fn signer(&mut self) -> Result<PrintedSigner, CoreError> {
        if self.array(12)? != 12 {
            return Err(wrong("a signer has not twelve items"));
        }
        Ok(PrintedSigner {
            place: self.small()?,
            key: self.array_of()?,
            key_name: self.maybe(|r| r.text().map(str::to_owned))?,
            holder: self.maybe(|r| r.text().map(str::to_owned))?,
            capacity: self.word(&CAPACITIES)?,
            authority: self.maybe(Self::digest)?,
            method: self.word(&METHODS)?,
            enrolled: self.time()?,
            mark: self.maybe(Self::digest)?,
            channel: self.word(&CHANNELS)?,
            time: self.time()?,
            signature: self.array_of()?,
        })
    }

    /// Length of an array, at most `most`; one of unknown length is not deterministic.
    fn array(&mut self, most: u64) -> Result<u64, CoreError> {
        match self.0.array().map_err(cbor)? {
            Some(length) if length <= most => Ok(length),
            length => Err(wrong(format!("an array of {length:?} items"))),
        }
    }

    fn list<T>(
        &mut self,
        most: u64,
        mut item: impl FnMut(&mut Self) -> Result<T, CoreError>,
    ) -> Result<Vec<T>, CoreError> {
        let length = self.array(most)?;
        (0..length).map(|_| item(self)).collect()
    }

    fn maybe<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, CoreError>) -> Result<Option<T>, CoreError> {
        if self.0.datatype().map_err(cbor)? == Type::Null {
            self.0.null().map_err(cbor)?;
            return Ok(None);
        }
        read(self).map(Some)
    }

    fn natural(&mut self) -> Result<u64, CoreError> {
        self.0.u64().map_err(cbor)
    }

    fn small(&mut self) -> Result<usize, CoreError> {
        self.0.u16().map(usize::from).map_err(cbor)
    }

    fn time(&mut self) -> Result<Time, CoreError> {
        Time::from_unix(self.0.i64().map_err(cbor)?).map_err(|_| wrong("a time outside of the years 1 to 9999"))
    }

    fn text(&mut self) -> Result<&'b str, CoreError> {
        self.0.str().map_err(cbor)
    }

    fn bytes(&mut self) -> Result<&'b [u8], CoreError> {
        self.0.bytes().map_err(cbor)
    }

    fn digest(&mut self) -> Result<Digest, CoreError> {
        self.array_of().map(Digest::from_bytes)
    }

    fn array_of<const N: usize>(&mut self) -> Result<[u8; N], CoreError> {
        self.bytes()?.try_into().map_err(|_| wrong(format!("a byte string that has not {N} bytes")))
    }

    fn word<T: Copy>(&mut self, words: &[T]) -> Result<T, CoreError> {
        let at = self.small()?;
        words.get(at).copied().ok_or_else(|| wrong(format!("no word has the number {at}")))
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of map_err")]
fn cbor(error: minicbor::decode::Error) -> CoreError {
    wrong(error.to_string())
}
