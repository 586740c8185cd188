/** What the hall's screen says. */

import type { Pair } from "../ui/words";

/** Stands where keys that everybody has are at work. */
export const sampleWord = "MẪU";

export const WORDS = {
  number: ["Số đối chiếu", "Number"],
  count: ["Đã ký {signed} trên {due}", "{signed} of {due} signed"],
  signed: ["chữ ký", "signatures"],
  completed: ["hoàn tất", "complete"],
  updated: ["Cập nhật {time}", "Updated {time}"],
  stale: ["Mất kết nối. Số liệu lúc {time}", "No connection. As of {time}"],
  hasSigned: ["Đã ký", "Signed"],
  declined: ["Không ký", "Declined"],
  isTurn: ["Đang đến lượt", "To sign now"],
  waits: ["Chờ", "Waiting"],
  head: ["Trưởng", "Head"],
  deputy: ["Phó", "Deputy"],
  witness: ["Chứng kiến", "Witness"],
  witnesses: ["Chứng kiến:", "Witnesses:"],
  turn: ["Mời đại diện", "Please:"],
  turnMany: ["{count} đơn vị đang đến lượt ký", "{count} units may sign now"],
  allSigned: ["Đã đủ chữ ký. Bàn thư ký đang ghi nhận hoàn tất.", "All have signed. The desk is completing the pact."],
  withdrawn: ["Ban Tổ chức đã rút bản giao ước này", "The organiser has withdrawn this pact"],
  hasDeclined: ["Có bên không ký: bản giao ước này không hoàn tất", "A party does not sign: this pact is not completed"],
  done: ["Đủ {due}/{due} chữ ký", "All {due} have signed"],
  doneText: ["Bản giao ước đã hoàn tất lúc {time} ngày {day}. Quét mã để kiểm tra.", "The pact was completed at {time} on {day}. Scan to verify."],
  verify: ["Mã QR của trang kiểm tra", "QR code of the verify page"],
} as const satisfies { readonly [name: string]: Pair };
