/** The words of the list of pacts. */

import { type Language, type Pair, speak } from "../ui/words";

const WORDS = {
  title: ["Các bản giao ước", "Pacts"],
  accounts: ["Tài khoản", "Accounts"],
  loading: ["Đang tải danh sách…", "Loading the list…"],
  again: ["Thử lại", "Try again"],
  running: ["Đang chờ và đang ký", "Waiting and signing"],
  finished: ["Đã xong", "Finished"],

  adopted: ["Chờ mở", "Waiting to be opened"],
  signing: ["Đang ký {signed}/{due}", "Signing {signed}/{due}"],
  allSigned: ["Đủ {signed}/{due}, chờ hoàn tất", "All {signed}/{due}, to be completed"],
  completed: ["Hoàn tất {signed}/{due}", "Completed {signed}/{due}"],
  declined: ["Có bên từ chối ký, {signed}/{due}", "Declined by a party, {signed}/{due}"],
  withdrawn: ["Đã rút", "Withdrawn"],
  erased: ["Mục ghi đã xóa", "Records erased"],
  inPerson: ["ký tại bàn thư ký", "signed at the desk"],
  invite: ["ký theo liên kết mời", "signed by invitation"],
  number: ["Số đối chiếu {number}", "Reference number {number}"],

  goDesk: ["Bàn thư ký và lời mời ký", "Desk and invitations"],
  goHall: ["Màn hình hội trường", "Hall screen"],
  goVerify: ["Trang kiểm tra", "Verify page"],

  emptyTitle: ["Chưa có bản giao ước nào", "No pact yet"],
  emptyWhy: [
    "Danh sách này có các bản đã thông qua, chờ mở để ký, và các bản đã mở.",
    "This list holds pacts that are adopted and wait to be opened, and those that are open.",
  ],
  emptyHow: [
    "Soạn dự thảo và thông qua bằng dòng lệnh hoặc API; phiên bản này chưa có trang soạn thảo.",
    "Draft and adopt a pact with the command line or the API; this version has no editor yet.",
  ],
} as const satisfies { readonly [name: string]: Pair };

export type Words = { readonly [K in keyof typeof WORDS]: string };

export function wordsOf(lang: Language): Words {
  return speak(WORDS, lang);
}
