/** Words of the page that verifies paper and files; verdicts, reasons and steps as the other pages and the command line say them. */

import type { Reason, Status, Verdict } from "../report";
import type { Pair } from "../ui/words";

export const WORDS = {
  title: ["Kiểm tra bản giao ước", "Verify a pact"],
  lead: ["Quét các mã trên bản in, hoặc chọn tệp: bản in PDF, tệp bằng chứng, ảnh chụp trang giấy. Mọi việc kiểm tra làm ngay trên máy này; không tệp nào được gửi đi.", "Scan the codes of a printed copy, or choose a file: the PDF, the evidence, a photo of the page. Everything is checked on this device; nothing is sent anywhere."],
  camera: ["Quét bằng camera", "Scan with the camera"],
  stop: ["Dừng quét", "Stop scanning"],
  noCamera: ["Không mở được camera. Hãy chụp ảnh trang giấy rồi chọn ảnh.", "The camera cannot be opened. Take a photo of the page and choose it."],
  choose: ["Chọn ảnh hoặc tệp", "Choose photos or files"],
  drop: ["… hoặc kéo tệp thả vào đây. PDF, .giaouoc.json, PNG, JPEG, hoặc văn bản mỗi dòng một mã.", "… or drop files here. PDF, .giaouoc.json, PNG, JPEG, or text with one code a line."],
  codes: ["Các mã đã đọc", "Codes that were read"],
  seal: ["Mã 1: xác nhận hoàn tất", "Code 1: the seal"],
  slice: ["Mã {k}: nội dung, phần {part}/{count}", "Code {k}: text, part {part} of {count}"],
  parity: ["Mã {k}: dự phòng", "Code {k}: spare"],
  have: ["đã có", "read"],
  missing: ["chưa có", "missing"],
  notNeeded: ["không cần nữa", "not needed"],
  more: ["Hãy quét tiếp các mã còn thiếu trên trang cuối của bản in.", "Go on with the missing codes on the last page of the copy."],
  took: ["Đã đọc thêm {count} mã.", "{count} more codes were read."],
  nothing: ["Không thấy mã nào đọc được trong “{file}”. Chụp lại gần hơn, đủ sáng, thẳng trang.", "No code can be read in “{file}”. Take it nearer, well lit, straight."],
  foreign: ["Mã vừa quét không phải mã của bản giao ước.", "What was scanned is no code of a pact."],
  large: ["“{file}” quá lớn: tối đa {most}.", "“{file}” is too large: {most} at most."],
  unreadable: ["Không đọc được ảnh “{file}”.", "The picture “{file}” cannot be read."],
  noEvidence: ["Tệp PDF “{file}” không kèm bằng chứng kiểm tra. Hãy chụp trang có mã rồi chọn ảnh.", "The PDF “{file}” carries no evidence. Take a photo of the page with the codes and choose that."],
  ownPolicy: ["Kết quả này theo chính sách tin cậy của trang {origin}. Muốn theo chính sách của mình, hãy chọn tệp chính sách.", "This result is under the policy of {origin}. Choose a policy file to judge under your own."],
  yourPolicy: ["Kết quả này theo chính sách trong tệp “{file}”.", "This result is under the policy of the file “{file}”."],
  noPolicy: ["Chưa có chính sách tin cậy: hãy chọn tệp chính sách lấy từ nguồn mà ông/bà tin, không lấy từ nơi đưa bản in.", "There is no policy yet: choose a policy file that you got from a source you trust, not from whoever gave you the sheet."],
  policyFile: ["Chọn tệp chính sách", "Choose a policy file"],
  policyWrong: ["Tệp chính sách không đúng: {cause}", "The policy file is wrong: {cause}"],
  signers: ["Ai đã ký", "Who signed"],
  steps: ["Các bước kiểm tra", "The checks"],
  warnings: ["Lưu ý", "Mind"],
  text: ["Toàn văn theo mã", "The text, from the codes"],
  textHint: ["Đây mới là văn bản đã ký. Chữ in bên cạnh mã không được bảo đảm: hãy so với văn bản dưới đây.", "This is the text that was signed. Words printed beside the codes prove nothing: compare them with this."],
  digest: ["Mã băm", "Digest"],
  number: ["Số đối chiếu", "Number"],
  ledger: ["Sổ ghi nhận", "Ledger"],
  entries: ["mục ghi", "entries"],
  signedAt: ["ký lúc {time} ngày {day}", "signed at {time} on {day}"],
  record: ["số mục ghi", "record number"],
  unsigned: ["chưa ký", "has not signed"],
  later: ["Bản giấy không cho biết việc thu hồi khóa, rút hoặc thay thế sau khi in.", "Paper cannot show a revocation, withdrawal or replacement after it was printed."],
  sample: ["MẪU: ký bằng khóa mẫu công khai, ai cũng có thể ký như vậy. Không có giá trị.", "SAMPLE (MẪU): signed with public example keys, as anybody could. Worth nothing."],
  timeBackwards: ["Thời điểm khai của {place} sớm hơn mục ghi trước đó.", "{place} claims a time before that of an earlier record."],
  timeAfterClose: ["Thời điểm khai của {place} sau hạn ký.", "{place} claims a time after the pact closed."],
  compare: ["So với máy chủ", "Compare with the service"],
  comparing: ["Đang hỏi máy chủ về trạng thái hiện nay.", "Asking the service how it stands now."],
  offline: ["Chưa đối chiếu được với sổ ghi nhận mới nhất.", "It could not be compared with the newest ledger."],
  stillStands: ["Máy chủ: bản giao ước vẫn ở trạng thái hoàn tất.", "The service: the pact stands as completed."],
  changedSince: ["Máy chủ: trạng thái hiện nay là “{state}”. Xem trang kiểm tra.", "The service: its state now is “{state}”. See its verify page."],
  unknownThere: ["Máy chủ này không có bản giao ước đó.", "This service does not have that pact."],
  print: ["In báo cáo", "Print the report"],
  save: ["Lưu báo cáo", "Save the report"],
  again: ["Kiểm tra bản khác", "Verify another"],
  page: ["Trang kiểm tra", "Verify page"],
  keep: ["Kiểm tra ngoại tuyến", "Verify offline"],
  keepHint: ["Trang này chạy được khi không có mạng, sau khi đã mở một lần. Hoặc tải về một tệp duy nhất, mở được không cần máy chủ:", "This page works without a network once it was opened. Or download it as one file that needs no server:"],
  keepFile: ["Tải tệp kiểm tra", "Download the verifier"],
  law: ["Kết quả kiểm tra chứng minh nội dung và khóa đã ký, không thay thế việc xác minh nhân thân, thẩm quyền.", "Verification proves the text and the keys that signed it; it does not replace checking who a person is and what they may do."],
} as const;

export const VERDICTS: { readonly [verdict in Verdict]: Pair } = {
  valid: ["HỢP LỆ VỀ KỸ THUẬT", "VALID"],
  incomplete: ["CHƯA HOÀN TẤT", "INCOMPLETE"],
  invalid: ["KHÔNG HỢP LỆ", "INVALID"],
  untrusted: ["KHÔNG TIN CẬY", "UNTRUSTED"],
};

export const REASONS: { readonly [reason in Reason]: Pair } = {
  erased: ["một số mục ghi đã được xóa theo yêu cầu; phần còn lại đúng", "some records were erased; all that remains holds"],
  withdrawn: ["bản giao ước đã được rút", "the pact was withdrawn"],
  declined: ["có bên từ chối ký", "a party declined"],
  "k-of-n": ["các bên còn lại chưa ký", "the others have not signed yet"],
  "no-completion": ["đủ chữ ký nhưng chưa có mục ghi hoàn tất của Ban Tổ chức", "all have signed, but the registrar's completion is missing"],
  "text-missing": ["đã hoàn tất và ghi sổ; chưa có văn bản và chữ ký", "completed and logged; text and signatures not at hand"],
};

export const STEPS: readonly Pair[] = [
  ["Tệp hoặc mã đúng định dạng", "File or codes have the right form"],
  ["Đọc văn bản và tính mã băm", "The text is read, its digest computed"],
  ["Mốc đối chiếu do sổ ghi nhận tin cậy ký", "The checkpoint is by a trusted ledger"],
  ["Mọi mục ghi nằm trong sổ ghi nhận", "Every record is in the ledger"],
  ["Ban Tổ chức tin cậy đã chốt đúng văn bản này", "A trusted registrar opened this very text"],
  ["Đăng ký khóa của người ký", "The signers' keys are enrolled"],
  ["Chữ ký đúng khóa, đúng lượt, đúng thứ tự", "Signatures: right keys, turns and order"],
  ["Từ chối, thu hồi khóa, rút bản giao ước", "Declines, revocations, withdrawal"],
  ["Nét ký và tài liệu kèm theo", "Marks and annexes"],
  ["Hoàn tất, đủ chữ ký theo danh sách", "Completion, all of the roster"],
];

export const STATUSES: { readonly [status in Status]: Pair } = {
  passed: ["đúng", "holds"],
  failed: ["sai", "fails"],
  untrusted: ["không tin cậy", "untrusted"],
  "not-checked": ["chưa kiểm tra được", "not checked"],
};

export const METHODS: { readonly [method: string]: Pair } = {
  "in-person": ["xác nhận trực tiếp tại bàn thư ký", "identified in person at the desk"],
  invite: ["qua liên kết mời ký", "by an invitation link"],
  pinned: ["khóa ghi sẵn trong bản giao ước", "by the key pinned in the pact"],
};

export const CAPACITIES: { readonly [capacity: string]: Pair } = {
  representative: ["người đại diện", "representative"],
  delegate: ["người được ủy quyền", "delegate"],
};

export const STATES: { readonly [state: string]: Pair } = {
  signing: ["đang ký", "signing"],
  "all-signed": ["đã đủ chữ ký", "all signed"],
  completed: ["hoàn tất", "completed"],
  declined: ["có bên từ chối", "declined"],
  withdrawn: ["đã rút", "withdrawn"],
};
