import { Policy, Refusal, type Report, verify, verifySheet } from "giaouoc-verify";

/** A program of somebody else's, for the compiler only. */
export async function main(evidence: Uint8Array, codes: readonly string[], policyText: string): Promise<string> {
  try {
    const policy = await Policy.parse(policyText);
    const reports: Report[] = [await verify(evidence, policy), await verifySheet(codes, policy)];
    return reports.map(({ verdict, signed }) => `${verdict} ${signed}`).join("\n");
  } catch (error) {
    if (error instanceof Refusal) return `${error.code} ${error.place}`;
    throw error;
  }
}
