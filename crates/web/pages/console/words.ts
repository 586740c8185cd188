/** The words of the list of pacts. */

import { type Language, type Pair, speak } from "../../shared/ui/words.js";

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
  importFile: ["Nhập từ tệp Word, Markdown, JSON", "Import a Word, Markdown or JSON file"],
  importTitle: ["Xem lại trước khi tạo dự thảo", "Look at it before a draft is made"],
  importTold: [
    "Tệp {form}. Chưa có gì được lưu; sau khi tạo vẫn sửa được mọi chỗ ở trang soạn thảo.",
    "A {form} file. Nothing is kept yet; everything can still be changed in the editor.",
  ],
  form_docx: ["Word (.docx)", "Word (.docx)"],
  form_markdown: ["văn bản hoặc Markdown", "text or Markdown"],
  form_json: ["JSON", "JSON"],
  importLegacy: [
    "Văn bản dùng bảng mã cũ {encoding}, đã chuyển sang Unicode như sau",
    "The text is in the old encoding {encoding}; converted to Unicode it reads",
  ],
  importConverted: ["Đúng, dùng bản đã chuyển", "Right, use the converted text"],
  importAsFound: [
    "Không phải bảng mã cũ, giữ nguyên chữ trong tệp",
    "It is no old encoding: keep the letters as they are",
  ],
  importMend: [
    "Sửa {n} chỗ có ký tự không dùng được hoặc dễ nhầm",
    "Mend {n} places with characters that cannot stay or that deceive the eye",
  ],
  importMendList: ["Xem từng chỗ", "See each place"],
  mend_removed: ["bỏ ký tự ẩn", "hidden character removed"],
  mend_space: ["thay bằng dấu cách thường", "plain space"],
  "mend_line-break": ["thay cách xuống dòng", "plain line break"],
  mend_composed: ["ghép dấu thành một chữ", "letter composed"],
  "mend_look-alike": ["chữ giống Đ nhưng không phải Đ", "looks like Đ and is not"],
  importGuesses: ["Đã nhận ra {n} mục", "{n} things were recognised"],
  importGuessesHint: [
    "Bỏ dấu ở mục nhận sai: chữ của mục đó được chuyển vào lời mở đầu. Phần còn lại của tệp được đưa vào thành văn bản.",
    "Take the tick off what is wrong: its words go into the preamble. The rest of the file comes in as text.",
  ],
  importLeftOut: ["Không đưa vào dự thảo", "Not in the draft"],
  left_picture: ["hình ảnh", "a picture"],
  left_object: ["đối tượng nhúng", "an embedded object"],
  left_deleted: ["đoạn đã đánh dấu xóa", "a tracked deletion"],
  left_comment: ["ghi chú trong Word", "comments"],
  "left_page-edge": ["đầu trang, chân trang", "header or footer"],
  left_motto: ["quốc hiệu, tiêu ngữ (bản in nào cũng có)", "the state's name and motto, which every print bears"],
  left_hint: ["chỗ ghi nhắc", "a reminder"],
  "left_after-signatures": ["ở phần ký", "among the signatures"],
  close: ["Đóng", "Close"],
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
  noneFound: [
    "Không có bản nào phù hợp. Bớt từ cần tìm, hoặc chọn mọi năm.",
    "Nothing fits. Search for fewer words, or every year.",
  ],
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
  goPaper: ["Bản in tại lễ (PDF)", "Ceremony copy (PDF)"],
  goDraftPaper: ["Dự thảo để in (PDF)", "Draft to print (PDF)"],
  goVerify: ["Trang kiểm tra", "Verify page"],

  archive: ["Đã lưu trữ ({n})", "Put away ({n})"],
  putAway: ["Lưu trữ", "Put away"],
  unarchive: ["Đưa trở lại danh sách", "Bring back"],
  evidence: ["Tải bằng chứng cả năm (ZIP)", "A year's evidence (ZIP)"],
  evidenceNone: ["Năm {year} chưa có bản giao ước nào đã mở.", "No pact of {year} is open."],
  evidenceChoose: ["Chọn năm khác ở ô Năm rồi tải lại.", "Choose another year above and try again."],
  templateDrop: ["Xóa mẫu", "Remove"],

  guideWrite: [
    "Soạn: bắt đầu từ mẫu, từ tệp Word năm trước, hoặc từ một bản đã ký. Trang soạn thảo tự lưu và nhắc những mục còn thiếu.",
    "Write: from a shape, from last year's Word file, or from a signed pact. The editor saves by itself and tells what is missing.",
  ],
  guideDiscuss: [
    "Lấy ý kiến: gửi liên kết cho từng đơn vị góp ý và ghi nhận thông qua.",
    "Discuss: send each unit a link by which it comments and says that it agrees.",
  ],
  guideAdopt: [
    "Thông qua: xem lại lần cuối; số đối chiếu là số mọi người cùng đọc.",
    "Adopt: a last look; its number is the one that everybody compares.",
  ],
  guideSign: [
    "Mở và ký: tại bàn thư ký ở hội nghị, hoặc qua liên kết mời ký.",
    "Open and sign: at the desk of the conference, or by invitation links.",
  ],
  guideFinish: [
    "Hoàn tất: bàn thư ký ký hoàn tất; tải bằng chứng, in bản giao ước, lưu trữ.",
    "Complete: the desk signs the completion; download the evidence, print, put it away.",
  ],

  emptyTitle: ["Chưa có bản giao ước nào", "No pact yet"],
  emptyWhy: [
    "Một bản giao ước đi qua năm bước; danh sách này sẽ cho biết mỗi bản đang ở bước nào.",
    "A pact goes through five steps; this list will say where each one stands.",
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
