/** The hall's words. */

import { type Language, type Pair, speak } from "../../shared/ui/words.js";

const WORDS = {
  ceremony: ["Lễ ký kết", "Signing ceremony"],
  roster: ["Các bên ký kết, theo thứ tự", "The parties, in their order"],
  witnesses: ["Người chứng kiến", "Witnesses"],
  counted: ["chữ ký đã ghi nhận", "signatures recorded"],
  progress: ["Đã ký {signed} trên {due}", "{signed} of {due} signed"],
  stage: ["Lượt ký {stage}", "Stage {stage}"],
  number: ["Số đối chiếu", "Reference number"],
  updated: ["cập nhật {time}", "updated {time}"],
  stale: ["Mất kết nối, số liệu lúc {time}", "Connection lost, figures as of {time}"],
  screen: ["Phím F: toàn màn hình", "F: full screen"],

  turn: ["Đến lượt ký", "Now to sign"],
  called: ["Xin mời đại diện", "Please come forward"],
  many: ["{count} bên", "{count} parties"],
  manyInStage: ["{count} bên của lượt ký {stage}", "{count} parties of stage {stage}"],
  latest: ["Vừa ghi nhận", "Last recorded"],
  allSigned: ["Đủ {due}/{due} chữ ký", "All {due}/{due} signatures"],
  allSignedThen: ["Chờ bàn thư ký hoàn tất lễ ký", "Waiting for the desk to complete the ceremony"],
  declined: ["Có bên từ chối ký", "A party has declined"],
  declinedThen: ["Chờ Ban Tổ chức xử lý", "Waiting for the organiser"],
  withdrawn: ["Bản giao ước đã được rút", "The pact was withdrawn"],
  withdrawnThen: ["Lễ ký không tiếp tục", "The ceremony does not go on"],

  signed: ["Đã ký", "Signed"],
  witnessed: ["Đã xác nhận chứng kiến", "Witnessed"],
  declinedOne: ["Từ chối ký", "Declined"],
  nowOne: ["Đến lượt ký", "Now to sign"],
  calledOne: ["Xin mời", "Please come"],
  waiting: ["Chờ ký", "Waiting"],
  named: ["Khách chứng kiến", "Guest"],
  hasSigned: ["{unit} đã ký lúc {time}.", "{unit} signed at {time}."],

  completed: ["Lễ ký kết đã hoàn tất", "The signing is complete"],
  completedLine: [
    "Mọi chữ ký đã vào sổ ghi nhận. Văn bản đã chốt, không thể sửa.",
    "Every signature is in the ledger. The text is final and cannot be changed.",
  ],
  lastSignature: ["Chữ ký cuối cùng lúc {time} ngày {day}", "Last signature at {time} on {day}"],
  scan: ["Quét mã để kiểm tra", "Scan to verify"],
  scanLabel: ["Mã QR của trang kiểm tra: {address}", "QR code of the verify page: {address}"],
} as const satisfies { readonly [name: string]: Pair };

export type Words = { readonly [K in keyof typeof WORDS]: string };

export function wordsOf(lang: Language): Words {
  return speak(WORDS, lang);
}

const HEADS: { readonly [kind: string]: readonly [head: Pair, deputy: Pair] } = {
  khoi: [
    ["Khối trưởng", "Head (Khối trưởng)"],
    ["Khối phó", "Deputy head (Khối phó)"],
  ],
  cum: [
    ["Cụm trưởng", "Head (Cụm trưởng)"],
    ["Cụm phó", "Deputy head (Cụm phó)"],
  ],
};
const OTHERS: readonly [Pair, Pair] = [
  ["Đơn vị đứng đầu", "Head"],
  ["Đơn vị phó", "Deputy head"],
];

/** Title of a head or deputy in a group of this kind; nothing for everybody else. */
export function roleOf(role: string, kind: string | undefined, lang: Language): string {
  const pair = (HEADS[kind ?? ""] ?? OTHERS)[role === "head" ? 0 : 1];
  return role === "head" || role === "deputy" ? pair[lang === "en" ? 1 : 0] : "";
}
