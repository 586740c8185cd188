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

  fresh: ["Soạn bản mới", "Write a new one"],
  importJson: ["Nhập từ tệp JSON", "Import a JSON file"],
  importBad: [
    "Tệp này không phải bản giao ước ở dạng JSON. Chọn tệp đã tải về từ trang soạn thảo hoặc tạo bằng giaouoc pact new.",
    "This file is no pact in JSON. Choose one that the editor exported or giaouoc pact new made.",
  ],
  table: ["Tải bảng (CSV)", "Table (CSV)"],
  columnTitle: ["Bản giao ước", "Pact"],
  columnState: ["Tình trạng", "State"],
  columnSigned: ["Đã ký", "Signed"],
  columnDue: ["Phải ký", "Due"],
  columnNumber: ["Số đối chiếu", "Reference number"],
  columnId: ["Mã", "Id"],
  freshShape: ["Bắt đầu từ", "Begin with"],
  search: ["Tìm", "Search"],
  year: ["Năm", "Year"],
  group: ["Khối, cụm, cơ quan", "Group"],
  everyYear: ["Mọi năm", "Every year"],
  everyGroup: ["Tất cả", "All"],
  noneFound: ["Không có bản nào phù hợp. Bớt từ cần tìm, hoặc chọn mọi năm.", "Nothing fits. Search for fewer words, or every year."],
  drafts: ["Dự thảo", "Drafts"],
  draft: ["Đang soạn", "Being written"],
  goEdit: ["Soạn tiếp", "Go on writing"],
  goDraft: ["Xem dự thảo", "See the draft"],
  goCopy: ["Tạo từ bản này", "Copy for another year"],
  goAmend: ["Tạo bản thay thế", "Amend by a new pact"],
  amendTitle: ["Tạo bản thay thế", "A pact that supersedes this one"],
  amendText: [
    "Văn bản đã mở không sửa được. Bản mới chép nguyên văn, ghi rõ nó thay bản nào, và các bên ký lại. Máy chủ chỉ mở bản mới khi bản cũ đã rút hoặc đã hoàn tất.",
    "An opened text cannot change. The new pact begins as a copy, says which one it supersedes, and all sign again. The service opens it only once the old one is withdrawn or complete.",
  ],
  copyTitle: ["Tạo dự thảo từ bản này", "A new draft out of this pact"],
  copyText: [
    "Ngày tháng được dời theo năm mới, nội dung giữ nguyên. Tài liệu kèm theo và ngày hội nghị không chép; người đại diện phải xác nhận lại.",
    "Dates move to the new year and the contents stay. Annexes and the day of the conference are not copied; representatives have to be confirmed.",
  ],
  copyYear: ["Năm của bản mới", "Year of the new pact"],
  copyYes: ["Tạo dự thảo", "Make the draft"],
  cancel: ["Thôi", "Cancel"],

  goDesk: ["Bàn thư ký và lời mời ký", "Desk and invitations"],
  goHall: ["Màn hình hội trường", "Hall screen"],
  goVerify: ["Trang kiểm tra", "Verify page"],

  emptyTitle: ["Chưa có bản giao ước nào", "No pact yet"],
  emptyWhy: [
    "Một bản giao ước đi qua bốn bước: soạn dự thảo, thông qua, mở để ký, hoàn tất. Danh sách này cho biết mỗi bản đang ở bước nào.",
    "A pact goes through four steps: drafting, adoption, signing, completion. This list says where each one stands.",
  ],
  emptyHow: [
    "Bấm “Soạn bản mới” để bắt đầu; trang soạn thảo tự lưu và nhắc những mục còn thiếu.",
    "Press “Write a new one” to begin; the editor saves by itself and tells what is missing.",
  ],
} as const satisfies { readonly [name: string]: Pair };

export type Words = { readonly [K in keyof typeof WORDS]: string };

export function wordsOf(lang: Language): Words {
  return speak(WORDS, lang);
}
