/**
 * What a device keeps of one signing until its receipt: the single-use key, and the bytes that were signed. On a phone
 * it survives a reload; at a kiosk it is in memory only.
 */

import type { KeptKey } from "../../core/key.js";

/** One person's signing of one position. */
export interface Kept {
  readonly party: string;
  readonly key: KeptKey;
  /** Text of the enrolment that was made for the desk or by an invitation. */
  readonly enrolment: string;
  /** True once the service has put the enrolment before the desk. */
  readonly asked?: boolean;
  /** The signature, signed and perhaps not acknowledged; never signed anew. */
  readonly signature?: SignedNote;
  /** A decline that waits for the desk. */
  readonly decline?: string;
}

/** Signed bytes, and the mark that they name. */
export interface SignedNote {
  readonly note: string;
  readonly mark?: string;
}

/** Storage of a session. */
export interface Vault {
  load(party: string): Promise<Kept | undefined>;
  /** Parties of which something is kept. */
  parties(): Promise<readonly string[]>;
  save(kept: Kept): Promise<void>;
  forget(party: string): Promise<void>;
}

/** In memory: gone with the page. */
export class MemoryVault implements Vault {
  private readonly kept = new Map<string, Kept>();

  async load(party: string): Promise<Kept | undefined> {
    return this.kept.get(party);
  }

  async parties(): Promise<readonly string[]> {
    return [...this.kept.keys()];
  }

  async save(kept: Kept): Promise<void> {
    this.kept.set(kept.party, kept);
  }

  async forget(party: string): Promise<void> {
    this.kept.delete(party);
  }
}

const DATABASE = "giaouoc";
const STORE = "signings";

/** In IndexedDB, which keeps a WebCrypto key without showing it to anybody. One place for each pact and party. */
export class DeviceVault implements Vault {
  private constructor(
    private readonly database: IDBDatabase,
    private readonly pact: string,
  ) {}

  /** Opens it; where the browser refuses to keep anything (private windows of some), memory stands in. */
  static async open(pact: string): Promise<Vault> {
    try {
      const request = indexedDB.open(DATABASE, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(STORE);
      return new DeviceVault(await done(request), pact);
    } catch {
      return new MemoryVault();
    }
  }

  load(party: string): Promise<Kept | undefined> {
    return done(this.store("readonly").get(this.place(party)) as IDBRequest<Kept | undefined>);
  }

  async parties(): Promise<readonly string[]> {
    const keys = await done(this.store("readonly").getAllKeys());
    const own = `${this.pact}/`;
    return keys.map(String).flatMap((key) => (key.startsWith(own) ? [key.slice(own.length)] : []));
  }

  async save(kept: Kept): Promise<void> {
    await done(this.store("readwrite").put(kept, this.place(kept.party)));
  }

  async forget(party: string): Promise<void> {
    await done(this.store("readwrite").delete(this.place(party)));
  }

  private store(mode: IDBTransactionMode): IDBObjectStore {
    return this.database.transaction(STORE, mode, { durability: "strict" }).objectStore(STORE);
  }

  private place(party: string): string {
    return `${this.pact}/${party}`;
  }
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("the browser keeps nothing"));
  });
}
