/** The words of a draft's discussion. */

import { type Language, type Pair, speak } from "../ui/words.js";

const WORDS = {
  comments: ["Góp ý", "Comments"],
  commentsOpen: ["Góp ý ({n})", "Comments ({n})"],
  versions: ["Phiên bản", "Versions"],
  agreement: ["Thông qua", "Agreement"],
  sharing: ["Chia sẻ", "Sharing"],
  what: ["Thảo luận dự thảo", "Discussion of the draft"],

  sayHere: ["Góp ý đoạn này", "Comment on this passage"],
  sayMore: ["{n} góp ý ở đoạn này; góp ý thêm", "{n} comments on this passage; add one"],
  sayAll: ["Góp ý chung", "Comment on the whole"],
  sayTitle: ["Góp ý", "Comment"],
  sayAbout: ["Về:", "About:"],
  whole: ["cả văn bản", "the whole text"],
  quoteHint: [
    "Chọn (bôi đen) các chữ muốn góp ý trước khi bấm ✎ thì góp ý kèm đúng các chữ đó.",
    "Select words before you press ✎ and the comment bears those very words.",
  ],
  body: ["Nội dung góp ý", "Your comment"],
  name: ["Họ tên người góp ý", "Your name"],
  send: ["Gửi góp ý", "Send"],
  cancel: ["Thôi", "Cancel"],
  answer: ["Trả lời", "Answer"],
  answerTitle: ["Trả lời góp ý", "Answer the comment"],
  resolve: ["Đã giải quyết", "Resolved"],
  reopen: ["Mở lại", "Open again"],
  remove: ["Xóa", "Remove"],
  removeTitle: ["Xóa góp ý này?", "Remove this comment?"],
  removeText: ["Góp ý và các trả lời mất hẳn.", "The comment and its answers are gone for good."],
  resolvedBy: ["{name} ghi đã giải quyết, {time}", "{name} has called it resolved, {time}"],
  resolvedOnes: ["Đã giải quyết ({n})", "Resolved ({n})"],
  noComments: [
    "Chưa có góp ý nào. Bấm ✎ ở đoạn văn bản muốn góp ý.",
    "No comments yet. Press ✎ at the passage that you want to comment on.",
  ],
  noCommentsRead: ["Chưa có góp ý nào.", "No comments yet."],
  goTo: ["Đến đoạn đó", "Go there"],
  onRevision: ["trên lần lưu {n}", "on save {n}"],
  via: ["{name} ({from})", "{name} ({from})"],

  versionsHint: [
    "Mỗi lần soạn được giữ lại một phiên bản. Đặt tên để giữ lâu dài, ví dụ “Bản trình hội nghị”.",
    "Each run of work is kept as a version. Name one to keep it for good, such as “As presented”.",
  ],
  versionLine: ["Lần lưu {n}", "Save {n}"],
  now: ["hiện tại", "now"],
  unknownAuthor: ["không rõ người lưu", "author not known"],
  nameIt: ["Đặt tên…", "Name…"],
  nameTitle: ["Đặt tên phiên bản", "Name the version"],
  versionName: ["Tên phiên bản", "Name of the version"],
  save: ["Lưu", "Save"],
  compareNow: ["So với hiện tại", "Compare with now"],
  compareBefore: ["So với lần trước", "Compare with the one before"],
  takeBack: ["Lấy lại bản này…", "Restore…"],
  takeBackTitle: ["Lấy lại phiên bản này?", "Restore this version?"],
  takeBackText: ["Nội dung hiện tại vẫn được giữ thành một phiên bản.", "What is there now stays as a version."],
  differences: ["Khác nhau giữa {a} và {b}", "Differences between {a} and {b}"],
  noDifference: ["Không có chỗ nào khác nhau.", "Nothing is different."],
  added: ["thêm", "added"],
  removed: ["bỏ", "removed"],
  changed: ["sửa", "changed"],
  close: ["Đóng", "Close"],
  more: ["Chỉ giữ 100 phiên bản không đặt tên gần nhất.", "Of versions without a name the newest 100 are kept."],

  agreementHint: [
    "Mỗi đơn vị ghi nhận thông qua đúng văn bản đã đọc; sửa dự thảo thì cần thông qua lại.",
    "Each unit agrees with the very text that it has read; after a change it has to agree anew.",
  ],
  agreementCount: ["{n}/{m} đơn vị thông qua văn bản hiện tại", "{n} of {m} units agree with the present text"],
  agrees: ["Đã thông qua", "Agrees"],
  agreedOld: ["Đã thông qua bản trước", "Agreed with an earlier text"],
  notYet: ["Chưa", "Not yet"],
  agreedBy: ["{name}, {time}, số đối chiếu {number}", "{name}, {time}, reference number {number}"],
  notedByOrganiser: ["Ban Tổ chức ghi nhận", "noted by the organiser"],
  agree: ["Đơn vị thông qua văn bản này", "The unit agrees with this text"],
  agreeTitle: ["{unit} thông qua?", "{unit} agrees?"],
  agreeText: [
    "Ghi nhận đơn vị nhất trí với văn bản có số đối chiếu {number}. Đây chưa phải là ký giao ước.",
    "It is noted that the unit agrees with the text of reference number {number}. This is not signing the pact.",
  ],
  note: ["Ghi nhận", "Note"],
  takeWordBack: ["Rút lại", "Take back"],

  shareHint: [
    "Ai có liên kết đều mở được dự thảo; chỉ gửi cho người cần. Liên kết chỉ hiện một lần.",
    "Whoever has the link can open the draft. A link is shown once.",
  ],
  shareLabel: ["Gửi cho ai", "For whom"],
  shareMay: ["Được làm gì", "What they may do"],
  mayRead: ["Chỉ đọc", "Read"],
  mayComment: ["Đọc và góp ý", "Read and comment"],
  shareParty: ["Thay mặt đơn vị (được ghi thông qua)", "For the unit (may agree for it)"],
  noParty: ["Không", "None"],
  makeShare: ["Tạo liên kết", "Make a link"],
  shareMade: ["Liên kết cho {label}:", "The link for {label}:"],
  copy: ["Chép liên kết", "Copy the link"],
  copied: ["Đã chép.", "Copied."],
  until: ["đến {day}", "until {day}"],
  revoked: ["đã thu hồi", "revoked"],
  expired: ["đã hết hạn", "expired"],
  revoke: ["Thu hồi", "Revoke"],
  noShares: ["Chưa chia sẻ với ai.", "Not shared yet."],

  greeting: ["Dự thảo gửi {label}", "A draft for {label}"],
  state_draft: ["Đang soạn thảo, còn có thể thay đổi", "Being written; it may still change"],
  state_adopted: ["Đã thông qua, chờ mở để ký", "Adopted, waiting to be opened for signing"],
  notYours: ["Đây chưa phải văn bản để ký.", "This is not yet the text to be signed."],
  opened: [
    "Bản giao ước đã được mở để ký. Liên kết góp ý không còn dùng nữa.",
    "The pact is open for signing. The link to the draft is of no more use.",
  ],
  toVerify: ["Xem bản giao ước", "See the pact"],
  noToken: [
    "Liên kết thiếu phần sau dấu #. Hãy mở lại đúng liên kết Ban Tổ chức đã gửi.",
    "The link lacks what stands behind #. Open the very link that the organiser sent.",
  ],
  refreshed: [
    "Dự thảo vừa được sửa; trang đang hiện bản mới.",
    "The draft has just been changed; this is the new text.",
  ],
  cannotShow: ["Dự thảo chưa đủ để dựng thành bản in.", "The draft is not whole enough to be shown as a page."],
} as const satisfies { readonly [name: string]: Pair };

export type Words = { readonly [K in keyof typeof WORDS]: string };

export function wordsOf(lang: Language): Words {
  return speak(WORDS, lang);
}
