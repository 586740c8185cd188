/** A signer's device without a page around it: the formats and the session. Tests drive it call by call. */

export * from "../core/index.js";
export { type Acknowledged, type Parts, type Person, Session, type Stage, personOf } from "./session/session.js";
export { type Credentials, HttpTransport, OutboxTransport, type Transport } from "./session/transport.js";
export { DeviceVault, type Kept, MemoryVault, type SignedNote, type Vault } from "./session/vault.js";
export { Problem } from "./ui/api.js";
