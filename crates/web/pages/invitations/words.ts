/** The words of invitations and of their cards. */

import { type Language, type Pair, speak } from "../../shared/ui/words.js";

const WORDS = {
  title: ["Lời mời ký", "Invitations"],
  lead: [
    "Mỗi người ký một liên kết riêng, dùng một lần. Máy chủ chỉ giữ mã băm của liên kết, nên liên kết chỉ hiện một lần, ngay khi tạo.",
    "Each signatory has a link of their own, for one use. The service keeps only its digest, so a link is shown once, when it is made.",
  ],
  leadInPerson: [
    "Bản này ký tại bàn thư ký. Liên kết giúp người ký đọc trước trên điện thoại; chỉ ký được sau khi bàn thư ký đối chiếu và mở vị trí.",
    "This pact is signed at the desk. A link lets the signatory read on a phone beforehand; signing waits until the desk has met the person and released the position.",
  ],
  notOpened: [
    "Bản này chưa mở. Mở bản giao ước rồi mới tạo được lời mời ký.",
    "This pact is not open yet. Invitations can be made once it is.",
  ],
  ended: ["Không còn ai cần lời mời ký.", "Nobody needs an invitation any more."],
  deskOnly: [
    "Tài khoản bàn thư ký cấp được mã ngắn; liên kết do Ban Tổ chức tạo.",
    "A desk account gives short codes; links are made by the organiser.",
  ],

  life: ["Liên kết có hạn", "Links last"],
  hours: ["{n} giờ", "{n} hours"],
  days: ["{n} ngày", "{n} days"],
  day: ["1 ngày", "1 day"],
  askCode: ["Hỏi thêm mã ngắn khi ký", "Ask for a short code as well"],
  askCodeHint: [
    "Ngoài liên kết, người ký nhập mã 6 chữ số do bàn thư ký cấp, có hạn 10 phút.",
    "Beside the link, the signatory types six digits that the desk gives out, good for 10 minutes.",
  ],
  makeAll: ["Tạo {count} liên kết và thẻ mời còn thiếu", "Make the {count} missing links and cards"],
  allMade: ["Mọi người đã có lời mời", "Everybody is invited"],
  print: ["In {count} thẻ mời", "Print {count} cards"],
  forget: ["Xóa liên kết khỏi trang này", "Remove the links from this page"],
  forgetTitle: ["Xóa các liên kết khỏi trang?", "Remove the links from this page?"],
  forgetBody: [
    "Liên kết đã gửi hoặc đã in vẫn dùng được. Liên kết chưa gửi thì không xem lại được, chỉ có thể cấp lại.",
    "Links that were sent or printed still work. One that was not cannot be shown again; it can only be reissued.",
  ],
  once: [
    "Đang hiện {count} liên kết. Hãy sao chép hoặc in thẻ trước khi rời trang: sau đó không xem lại được, chỉ có thể cấp lại.",
    "{count} links are shown. Copy them or print the cards before you leave this page: afterwards they cannot be shown again, only reissued.",
  ],

  unit: ["Đơn vị", "Unit"],
  person: ["Người ký", "Signatory"],
  stateHead: ["Lời mời", "Invitation"],
  actions: ["Thao tác", "Actions"],
  caption: ["Lời mời ký của từng bên, theo thứ tự", "Each party's invitation, in their order"],
  delegate: ["được ủy quyền", "delegate"],
  noName: ["chưa có tên trong danh sách", "no name in the roster"],
  none: ["chưa có", "none"],
  open: ["còn hạn đến {time} ngày {day}", "open until {time} on {day}"],
  spent: ["đã dùng", "used"],
  expired: ["hết hạn", "expired"],
  void: ["đã thu hồi", "revoked"],
  withCode: ["kèm mã ngắn", "with a short code"],
  signed: ["đã ký", "signed"],
  declined: ["từ chối ký", "declined"],

  make: ["Tạo liên kết", "Make a link"],
  reissue: ["Cấp lại", "Reissue"],
  revoke: ["Thu hồi", "Revoke"],
  code: ["Cấp mã ngắn", "Give a short code"],
  copy: ["Sao chép liên kết", "Copy the link"],
  copied: ["Đã sao chép liên kết của {person}.", "The link of {person} is copied."],
  copyFailed: [
    "Chưa sao chép được; liên kết đã được chọn, nhấn Ctrl+C.",
    "Not copied; the link is selected, press Ctrl+C.",
  ],
  linkOf: ["Liên kết của {person}, {unit}", "Link of {person}, {unit}"],

  makeTitle: ["Mời ký: {unit}", "Invite: {unit}"],
  holder: ["Họ và tên người ký", "Full name of the signatory"],
  holderHint: [
    "Khác với người trong danh sách thì ký với tư cách được ủy quyền.",
    "Whoever differs from the roster signs as a delegate.",
  ],
  holderHintNew: ["Danh sách chưa nêu tên người ký của đơn vị này.", "The roster names nobody for this unit."],
  letter: ["Văn bản ủy quyền (tệp, nếu có)", "Letter of authority (a file, if any)"],
  reissueWarns: ["Liên kết đã cấp trước đây mất hiệu lực ngay.", "The link given out before is void from now on."],
  revokeTitle: ["Thu hồi lời mời của {person}?", "Revoke the invitation of {person}?"],
  revokeBody: [
    "Liên kết đã gửi mất hiệu lực ngay. Khi cần, tạo liên kết mới cho người này.",
    "The link that was sent is void from now on. A new one can be made when it is needed.",
  ],
  cancel: ["Để sau", "Not now"],
  close: ["Đóng", "Close"],
  codeTitle: ["Mã ngắn cho {person}", "Short code for {person}"],
  codeBody: [
    "Đọc hoặc đưa mã này cho đúng người. Mã dùng một lần, hết hạn lúc {time}; mã cấp trước không còn dùng được.",
    "Read or show this code to that person only. It works once, until {time}; an earlier code no longer works.",
  ],
  made: ["Đã tạo {count} liên kết.", "{count} links were made."],
  revoked: ["Đã thu hồi lời mời của {person}.", "The invitation of {person} is revoked."],
  forgotten: ["Đã xóa các liên kết khỏi trang.", "The links are removed from this page."],
  working: ["Đang tạo {done}/{count}…", "Making {done}/{count}…"],
  tooLarge: ["Tệp lớn hơn 10 MB.", "The file is larger than 10 MB."],
  nameMissing: ["Hãy ghi họ và tên.", "Write the full name."],

  cardsTitle: ["Thẻ mời ký", "Invitation cards"],
  cardsHow: [
    "In trên khổ A4, tỉ lệ 100%, không lề; cắt theo đường chấm thành thẻ A6. Mỗi thẻ giao tận tay một người: ai có thẻ là có liên kết.",
    "Print on A4 at 100 %, without margins, and cut along the dotted lines into A6 cards. Hand each to its person: whoever has the card has the link.",
  ],
  printNow: ["In", "Print"],
  back: ["Quay lại", "Back"],
  cardHead: ["Thư mời ký", "Invitation to sign"],
  cardSample: ["MẪU", "SAMPLE"],
  cardDear: ["Kính mời ông/bà", "To"],
  cardOnce: ["Liên kết chỉ dùng một lần", "The link works once"],
  cardOwn: ["Thẻ dành riêng cho ông/bà", "This card is for you alone"],
  cardExpires: ["Hạn: {time} ngày {day}", "Until {time} on {day}"],
  cardNumber: ["Số đối chiếu", "Reference number"],
  cardCode: ["Cần thêm mã ngắn 6 chữ số do bàn thư ký cấp.", "Also needs a six-digit code, from the desk."],
  cardQr: ["Mã QR của liên kết mời ký cho {person}", "QR code of the invitation link for {person}"],
  step1: ["Mở máy ảnh điện thoại, quét mã QR.", "Open your phone's camera and scan the code."],
  step2: ["Đọc bản giao ước; đối chiếu tên mình.", "Read the pact; check that the name is yours."],
  step3: ["Nhấn nút ký, chờ “Đã ghi nhận”, giữ biên nhận.", "Press the button, wait for “recorded”, keep the receipt."],
  step2InPerson: ["Đọc trước; đến bàn thư ký, đưa thẻ này.", "Read it; go to the desk and show this card."],
  step3InPerson: [
    "Bàn thư ký mở vị trí; ký tại đó, giữ biên nhận.",
    "The desk releases your position; sign there, keep the receipt.",
  ],

  postTitle: ["Ai chưa ký, nhắc ký", "Who has not signed"],
  notSigned: ["{n}/{m} bên chưa ký", "{n} of {m} have not signed"],
  allSigned: ["Không còn bên nào phải nhắc.", "Nobody has to be reminded."],
  copyList: ["Chép danh sách chưa ký", "Copy the list"],
  listCopied: ["Đã chép.", "Copied."],
  mailOff: [
    "Máy chủ này chưa đặt gửi thư điện tử: gửi liên kết, in thẻ mời hoặc nhắc bằng danh sách trên.",
    "This server sends no mail: hand out links and cards, and remind people by the list above.",
  ],
  mailInvite: ["Gửi thư mời ký ({n})", "Mail invitations ({n})"],
  mailRemind: ["Gửi thư nhắc ký ({n})", "Mail reminders ({n})"],
  mailLanguage: ["Thư viết bằng", "Language of letters"],
  mail_vi: ["Tiếng Việt", "Vietnamese"],
  mail_en: ["Tiếng Anh", "English"],
  letter_waiting: ["{kind}: chờ gửi từ {time}", "{kind}: waiting since {time}"],
  letter_sent: ["{kind}: đã gửi {time}", "{kind}: sent {time}"],
  letter_dropped: ["{kind}: không còn cần gửi, {time}", "{kind}: no longer needed, {time}"],
  letter_failed: ["{kind}: không gửi được, {time}", "{kind}: could not be sent, {time}"],
  letter_kind_invitation: ["Thư mời ký", "Invitation"],
  letter_kind_reminder: ["Thư nhắc ký", "Reminder"],
  letter_kind_turn: ["Thư báo đến lượt", "Notice of the turn"],
  letter_kind_completion: ["Thư báo hoàn tất", "Notice of completion"],
  contactKept: ["Đã lưu địa chỉ của {unit}.", "The address of {unit} is kept."],
  lettersQueued: ["Đã xếp {n} thư chờ gửi.", "{n} letters are queued."],
  lettersSkipped: [
    "{n} bên không gửi được: chưa có địa chỉ, chưa có tên người đại diện, hoặc đã ký.",
    "{n} were left out: no address, no name of a representative, or signed already.",
  ],

  eraseSummary: ["Xóa dữ liệu của một người", "Erase a person's data"],
  eraseLead: [
    "Khi người ký yêu cầu, hoặc khi hết thời hạn lưu trữ theo quy định. Chỉ người quản trị làm được, và không lấy lại được.",
    "On a signatory's request, or when the time for keeping it has ended. For administrators only, and it cannot be undone.",
  ],
  eraseWho: ["Của bên nào", "Of which party"],
  erase: ["Xóa", "Erase"],
  eraseTitle: ["Xóa dữ liệu của {unit}?", "Erase the data of {unit}?"],
  eraseGone: [
    "Mất hẳn: mọi mục ghi của bên này (đăng ký khóa, chữ ký, nét ký, từ chối), lời mời, địa chỉ thư, ghi nhận thông qua.",
    "Gone for good: every record of this party (enrolments, signature, mark, decline), invitations, the address for mail, its agreement with drafts.",
  ],
  eraseStays: [
    "Còn lại: dấu vết không tên trong sổ ghi nhận, nên mọi phần khác vẫn kiểm tra được; và tên có trong chính văn bản, chỉ mất cùng cả bản giao ước.",
    "What stays: nameless traces in the ledger, so that all else can still be verified; and a name in the pact's own text, which goes only with the whole pact.",
  ],
  eraseBackups: [
    "Bản sao lưu và bằng chứng đã gửi đi trước đó không thay đổi: thay bản sao lưu, và báo người đã nhận nếu cần.",
    "Backups and evidence that was given out before are not changed: replace the backups, and tell whoever has the evidence where that is due.",
  ],
  eraseNever: [
    "Từ nay bản giao ước này không bao giờ “hợp lệ về kỹ thuật” nữa, và chỉ còn có thể thu hồi khóa hoặc rút.",
    "From now on this pact is never “technically valid” again; only revocations and a withdrawal can follow.",
  ],
  erased: ["Đã xóa {n} mục ghi của {unit}.", "{n} records of {unit} were erased."],
  erasedNamed: ["Tên người đại diện vẫn có trong văn bản.", "The text still names the representative."],
} as const satisfies { readonly [name: string]: Pair };

export type Words = { readonly [K in keyof typeof WORDS]: string };

export function wordsOf(lang: Language): Words {
  return speak(WORDS, lang);
}
