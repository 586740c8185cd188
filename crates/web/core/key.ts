/** Names, key IDs, vkeys and private keys (`docs/spec/2-keys-and-notes.md`). */

import { type Bytes, base64, concat, fromBase64, hex, utf8 } from "./bytes.js";
import { type Secret, checkPublicKey, newSecret, publicKeyOf, signWith, verifies } from "./ed25519.js";
import { need } from "./error.js";
import { sha256 } from "./hash.js";

/** Name of a key, and origin of a ledger. Only {@link parseName} makes one. */
export type KeyName = string & { readonly name: unique symbol };

/** Signature types of signed-note: Ed25519 over a text, and over a time and a checkpoint. */
export const ED25519 = 0x01;
export const COSIGNATURE = 0x04;
export type Algorithm = typeof ED25519 | typeof COSIGNATURE;

const NAME_BYTES = 255;
// White_Space, Cc and the plus sign.
const NOT_IN_NAMES = /[\u0000-\u0020\u007f-\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000+]/;

/** Takes a key name: not empty, at most 255 bytes, no space, no control character, no `+`; else `key-malformed`. */
export function parseName(name: string): KeyName {
  need(isName(name), "key-malformed", "not a key name");
  return name;
}

/** True if the text is a key name. */
export function isName(name: string): name is KeyName {
  return name !== "" && !NOT_IN_NAMES.test(name) && utf8(name).length <= NAME_BYTES;
}

/**
 * A public key under its name. Whoever holds this value holds a canonically encoded key that is not of small order:
 * only {@link parseVkey} and {@link verifyingKey} make one.
 */
export class VerifyingKey {
  /** Hexadecimal of the public key, to compare. */
  readonly hex: string;
  /** `<name>+<hex key ID>+<b64(type ‖ public key)>`: equal keys have equal texts. */
  readonly vkey: string;

  constructor(
    readonly name: KeyName,
    readonly algorithm: Algorithm,
    readonly publicKey: Bytes,
    readonly id: Bytes,
  ) {
    this.hex = hex(publicKey);
    this.vkey = `${name}+${hex(id)}+${base64(concat(Uint8Array.of(algorithm), publicKey))}`;
  }

  toString(): string {
    return this.vkey;
  }

  /** Verifies bare Ed25519 over a message, strictly. */
  verifies(message: Bytes, signature: Bytes): Promise<boolean> {
    return verifies(this.publicKey, message, signature);
  }
}

/** Takes a public key; refuses weak and non-canonical ones (`key-weak`) and what is no point (`key-malformed`). */
export async function verifyingKey(name: KeyName, algorithm: Algorithm, publicKey: Bytes): Promise<VerifyingKey> {
  need(publicKey.length === 32, "key-malformed", "the public key is not 32 bytes long");
  checkPublicKey(publicKey);
  return new VerifyingKey(name, algorithm, publicKey, await keyId(name, algorithm, publicKey));
}

/** Reads a vkey that is exactly as it would be written, of the type that is due here. */
export async function parseVkey(text: string, due: Algorithm = ED25519): Promise<VerifyingKey> {
  // The base64 may itself hold a plus sign.
  const [, name, id, encoded] = /^([^+]*)\+([^+]*)\+(.*)$/s.exec(text) ?? [];
  need(name !== undefined && encoded !== undefined, "key-malformed", "not <name>+<key ID>+<base64>");
  const bytes = fromBase64(encoded);
  const algorithm = bytes?.[0];
  need(isName(name) && bytes !== undefined, "key-malformed", "no key name, or not canonical base64");
  need(algorithm === ED25519 || algorithm === COSIGNATURE, "key-malformed", "an unknown signature type");
  const key = await verifyingKey(name, algorithm, bytes.slice(1));
  need(hex(key.id) === id, "key-malformed", "the key ID is not that of this key");
  need(algorithm === due, "key-malformed", "a key of another signature type");
  return key;
}

/** True if two keys agree in name, type and public key. */
export function sameKey(a: VerifyingKey, b: VerifyingKey): boolean {
  return a.vkey === b.vkey;
}

async function keyId(name: KeyName, algorithm: Algorithm, publicKey: Bytes): Promise<Bytes> {
  return (await sha256(concat(utf8(name), Uint8Array.of(0x0a, algorithm), publicKey))).slice(0, 4);
}

/**
 * What a page may put into its storage to survive a reload. `secret` is a CryptoKey that no script can read, where
 * possible.
 */
export interface KeptKey {
  name: string;
  publicKey: Bytes;
  secret: Secret;
}

/** A private key under its name, for one position of one pact; gone after the receipt. */
export class SigningKey {
  private constructor(
    readonly key: VerifyingKey,
    private secret: Secret | undefined,
  ) {}

  /** A new one: by WebCrypto and not extractable where the context has it, otherwise by script. */
  static async generate(name: KeyName): Promise<SigningKey> {
    const { secret, publicKey } = await newSecret();
    return new SigningKey(await verifyingKey(name, ED25519, publicKey), secret);
  }

  /** From 32 secret bytes, by script. */
  static async fromSeed(name: KeyName, seed: Bytes): Promise<SigningKey> {
    return new SigningKey(await verifyingKey(name, ED25519, publicKeyOf(seed)), Uint8Array.from(seed));
  }

  /** From storage. Whether the halves belong together shows at the first signature, which is verified. */
  static async restore(kept: KeptKey): Promise<SigningKey> {
    return new SigningKey(await verifyingKey(parseName(kept.name), ED25519, kept.publicKey), kept.secret);
  }

  /** For storage, until {@link forget}. */
  keep(): KeptKey {
    return { name: this.key.name, publicKey: this.key.publicKey, secret: this.held() };
  }

  /** True if the secret lies in memory that scripts can read; a page without WebCrypto has to say so. */
  get isReadable(): boolean {
    return this.secret instanceof Uint8Array;
  }

  /** Signs, and verifies what came out before anybody sees it. */
  async sign(message: Bytes): Promise<Bytes> {
    const signature = await signWith(this.held(), message);
    need(await this.key.verifies(message, signature), "signature-wrong", "the engine's own signature does not verify");
    return signature;
  }

  /** Ends the use of the key, and wipes it as far as a script can. */
  forget(): void {
    if (this.secret instanceof Uint8Array) this.secret.fill(0);
    this.secret = undefined;
  }

  private held(): Secret {
    need(this.secret !== undefined, "key-malformed", "the key was forgotten");
    return this.secret;
  }
}
