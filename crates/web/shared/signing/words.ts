/** Words for a signer, on a phone and at a kiosk. */

import type { Pair } from "../ui/words.js";

export const WORDS = {
  loading: ["Đang mở và kiểm tra bản giao ước …", "Opening and verifying the pact …"],
  who: ["Ông/bà là", "Are you"],
  ofUnit: ["đại diện cho", "for"],
  delegate: ["theo ủy quyền", "as a delegate"],
  yes: ["Đúng, là tôi", "Yes, that is me"],
  notMe: ["Không phải tôi", "Not me"],
  notMeTitle: ["Liên kết này dành cho người khác", "This link is for somebody else"],
  notMeText: [
    "Xin đừng ký. Hãy báo Ban Tổ chức để nhận đúng liên kết của ông/bà. Mở trang này chưa làm mất gì.",
    "Please do not sign. Ask the organiser for your own link. Opening this page has used nothing up.",
  ],
  back: ["Quay lại", "Back"],
  choose: ["Ông/bà đại diện cho đơn vị nào?", "Which unit do you represent?"],
  chooseHint: [
    "Bản giao ước này xác nhận người ký trực tiếp. Chọn đơn vị của mình, rồi đến bàn thư ký.",
    "This pact identifies people in person. Choose your unit, then see the desk.",
  ],
  goDesk: ["Mời ông/bà đến bàn thư ký", "Please go to the desk"],
  goDeskText: [
    "Bàn thư ký sẽ nhận ra ông/bà và mở vị trí ký. Trang này tự tiếp tục.",
    "The desk recognises you and releases your position. This page goes on by itself.",
  ],
  codeTitle: ["Nhập mã ngắn", "Enter the short code"],
  codeHint: [
    "Mã 6 chữ số do bàn thư ký hoặc Ban Tổ chức cấp, dùng một lần, trong 10 phút.",
    "The 6 digits that the desk or the organiser gave you; for one use, within 10 minutes.",
  ],
  codeLabel: ["Mã ngắn", "Short code"],
  codeSend: ["Tiếp tục", "Go on"],
  pactTitle: ["Bản giao ước", "The pact"],
  number: ["Số đối chiếu", "Number"],
  numberHint: [
    "Phải giống số trên màn hình hội trường và bản in.",
    "It must be the one on the hall's screen and on paper.",
  ],
  smaller: ["Cỡ chữ nhỏ hơn", "Smaller text"],
  larger: ["Cỡ chữ lớn hơn", "Larger text"],
  annexes: ["Tài liệu kèm theo", "Annexes"],
  open: ["Mở", "Open"],
  bytes: ["byte", "bytes"],
  annexWrong: [
    "Tệp này không khớp mã băm trong bản giao ước. Đừng tin nội dung của nó; báo Ban Tổ chức.",
    "This file does not have the digest that the pact names. Do not trust it; tell the organiser.",
  ],
  declaration: ["Lời cam kết của người ký", "The signer's declaration"],
  markTitle: ["Nét ký tay (không bắt buộc)", "Drawn mark (optional)"],
  markOpen: ["Vẽ nét ký", "Draw a mark"],
  law: ["Chữ ký này có giá trị gì?", "What is this signature worth?"],
  lawText: [
    "Chữ ký trong hệ thống là chữ ký điện tử tạo bằng khóa Ed25519 do Ban Tổ chức đăng ký. Đây không phải chữ ký số công cộng hoặc chuyên dùng công vụ, không có chứng thư của tổ chức được cấp phép. Thời điểm ký do hệ thống ghi nhận, không phải dấu thời gian được cấp phép. Kết quả kiểm tra chứng minh nội dung và khóa đã ký, không thay thế việc xác minh nhân thân, thẩm quyền.",
    "A signature here is an electronic signature made with an Ed25519 key that the organiser registered. It is not a public or official certified digital signature, and no licensed body certifies it. The time of signing is recorded by this system and is no licensed timestamp. Verification proves the text and the key that signed; it does not replace checking a person's identity or authority.",
  ],
  dataTitle: ["Dữ liệu nào được giữ, vì sao?", "What is kept, and why?"],
  dataText: [
    "Khóa ký được tạo trên máy này, dùng một lần, không gửi đi đâu và bị bỏ khi có biên nhận. Máy chủ giữ họ tên, tư cách ký, khóa công khai, thời điểm và nét ký tay nếu có, để ai có bản giao ước cũng kiểm tra được. Không giữ số điện thoại, địa chỉ thư điện tử. Ông/bà có thể yêu cầu Ban Tổ chức xóa mục ghi của mình.",
    "The key is made on this device, used once, sent nowhere, and dropped with the receipt. The service keeps your name, capacity, public key, the time and the drawn mark, so that whoever has the pact can verify it. No phone number and no e-mail address is kept. You may ask the organiser to erase your records.",
  ],
  sign: ["Ký bản giao ước", "Sign the pact"],
  witness: ["Xác nhận chứng kiến", "Confirm as a witness"],
  askDesk: ["Xin bàn thư ký xác nhận", "Ask the desk to confirm you"],
  signing: ["Đang ký …", "Signing …"],
  decline: ["Tôi không ký", "I do not sign"],
  declineTitle: ["Ông/bà không ký bản giao ước này?", "You do not sign this pact?"],
  declineText: [
    "Bàn thư ký sẽ hỏi lại ông/bà trước khi ghi nhận. Khi đã ghi nhận, bản giao ước này không thể hoàn tất.",
    "The desk asks you before it is recorded. Once it is, this pact can no longer be completed.",
  ],
  reason: ["Lý do (không bắt buộc, nằm trong sổ ghi nhận)", "Reason (optional; it stays in the record)"],
  declineYes: ["Tôi không ký", "I do not sign"],
  cancel: ["Thôi", "Cancel"],
  declining: ["Đang chờ bàn thư ký", "Waiting for the desk"],
  decliningText: [
    "Ông/bà đã chọn không ký. Bàn thư ký sẽ hỏi lại. Nếu bấm nhầm, hãy nói với bàn thư ký.",
    "You chose not to sign. The desk will ask you. If it was a mistake, tell the desk.",
  ],
  declined: ["Đã ghi nhận: ông/bà không ký", "Recorded: you did not sign"],
  declinedText: ["Việc không ký đã nằm trong sổ ghi nhận.", "It stands in the ledger."],
  returned: ["Bàn thư ký đã trả lại: ông/bà ký tiếp được.", "The desk gave it back: you can go on."],
  deskTitle: ["Đọc số này cho bàn thư ký", "Read this number to the desk"],
  deskText: [
    "Bàn thư ký nhập hoặc quét số từ màn hình này. Chỉ khi hai bên khớp nhau ông/bà mới ký được.",
    "The desk types or scans it from this screen. Only where both agree can you sign.",
  ],
  deskWaiting: ["Đang chờ bàn thư ký xác nhận …", "Waiting for the desk to confirm …"],
  qrLabel: ["Mã QR của số này, để bàn thư ký quét", "QR code of this number, for the desk to scan"],
  turn: ["Chưa đến lượt ký. Đang chờ đại diện {units}.", "Not your turn yet. Waiting for {units}."],
  turnMore: ["{first} và {count} đơn vị khác", "{first} and {count} more"],
  turnNow: ["Đã đến lượt ông/bà ký.", "It is your turn."],
  sent: ["Chữ ký chưa được ghi nhận", "The signature is not logged yet"],
  sentText: [
    "Chữ ký đã tạo và đang được gửi đi. Xin để trang này mở; trang tự gửi lại cho đến khi có biên nhận. Lỡ đóng trang thì mở lại đúng liên kết trên máy này.",
    "It is made and on its way. Please leave this page open; it sends it again until there is a receipt. If you close it, open the same link on this device again.",
  ],
  offline: ["Mất kết nối. Chữ ký chưa được ghi nhận.", "No connection. The signature is not logged yet."],
  again: ["Gửi lại ngay", "Send again now"],
  done: ["Đã ghi nhận chữ ký của ông/bà lúc {time} ngày {day}.", "Your signature was logged at {time} on {day}."],
  doneWitness: ["Đã xác nhận chứng kiến (không phải bên ký kết).", "Confirmed as a witness (not a party)."],
  otherText: [
    "Vị trí này đã có chữ ký khác của chính khóa này; biên nhận là của chữ ký đó.",
    "The same key signed this position before; this is that signature's receipt.",
  ],
  record: ["Mục ghi số", "Record"],
  recordNumber: ["Số đối chiếu của mục ghi", "The record's number"],
  waitingOthers: ["Đã ký {signed}/{due}. Chờ bên khác ký.", "{signed} of {due} have signed. Waiting for the others."],
  allSigned: ["Đã ký đủ {due}/{due}.", "All {due} have signed."],
  save: ["Lưu biên nhận", "Keep the receipt"],
  savePaper: ["Biên nhận để in (PDF)", "The receipt to print (PDF)"],
  see: ["Xem trang kiểm tra", "See the verify page"],
  checked: [
    "Biên nhận đã được kiểm tra ngay trên máy này: chữ ký nằm trong sổ ghi nhận.",
    "The receipt was verified on this device: the signature is in the ledger.",
  ],
  stale: ["Mất kết nối, đang thử lại …", "No connection, trying again …"],
  readable: [
    "Kết nối không mã hóa hoặc trình duyệt cũ: khóa nằm trong bộ nhớ mà mã lệnh đọc được. Vẫn ký được. Nếu có, hãy dùng địa chỉ bắt đầu bằng https://.",
    "The connection is not encrypted or the browser is old: the key lies in memory that scripts can read. You can sign all the same. Use an address that begins with https:// if there is one.",
  ],
  clock: [
    "Đồng hồ của máy lệch {minutes} phút so với máy chủ. Hãy chỉnh giờ tự động rồi tải lại trang.",
    "This device's clock is {minutes} minutes from the server's. Set it automatically and load the page again.",
  ],
  inApp: ["Hãy mở bằng trình duyệt của máy", "Open this in your browser"],
  inAppText: [
    "Trang đang mở bên trong {app}, nơi khóa ký dễ bị mất. Bấm dấu ⋮ hoặc ⋯ ở góc màn hình, chọn “Mở bằng trình duyệt” (Chrome, Safari). Hoặc sao chép liên kết rồi dán vào trình duyệt.",
    "This page is open inside {app}, where a key is easily lost. Tap ⋮ or ⋯ in the corner and choose “Open in browser” (Chrome, Safari). Or copy the link and paste it there.",
  ],
  copy: ["Sao chép liên kết", "Copy the link"],
  copied: ["Đã sao chép.", "Copied."],
  goOn: ["Vẫn tiếp tục ở đây", "Go on here all the same"],
  oldBrowser: ["Trình duyệt này quá cũ", "This browser is too old"],
  oldBrowserText: [
    "Hãy cập nhật trình duyệt, dùng máy khác, hoặc ký tại bàn ký điện tử.",
    "Update it, use another device, or sign at a kiosk.",
  ],
  retry: ["Thử lại", "Try again"],
  markByPhone: ["Vẽ trên điện thoại của mình", "Draw on your own phone"],
  markByPhoneText: [
    "Quét mã này bằng điện thoại, vẽ rồi gửi. Nét ký hiện ra ở đây để ông/bà xem lại.",
    "Scan this with your phone, draw and send. The mark appears here for you to see.",
  ],
  markYours: ["Nét ký sẽ kèm theo chữ ký", "The mark that goes with your signature"],
  markRemove: ["Bỏ nét ký này", "Leave this mark out"],
  takeAlong: ["Quét để xem trang kiểm tra trên điện thoại của ông/bà", "Scan to see the verify page on your own phone"],
  finish: ["Xong, trả lại bàn ký", "Done"],
  leave: ["Dừng, trả lại bàn ký", "Stop here"],
  amends: [
    "Văn bản này thay cho một bản giao ước đã mở trước đó.",
    "This text takes the place of a pact that was opened before.",
  ],
  seeChanges: ["Xem những chỗ khác nhau", "See what is different"],
} as const satisfies { readonly [name: string]: Pair };

/** Calm pages for wrong moments, by code: title, what to do. */
export const TROUBLES: { readonly [code: string]: readonly [title: Pair, cure: Pair] } = {
  "invitation-expired": [
    ["Liên kết mời ký đã hết hạn.", "The invitation has expired."],
    ["Vui lòng liên hệ Ban Tổ chức để được cấp liên kết mới.", "Please ask the organiser for a new one."],
  ],
  "invitation-spent": [
    ["Liên kết này đã được sử dụng.", "This link was used."],
    [
      "Nếu ông/bà đang ký dở, hãy mở lại liên kết trên đúng máy đã bắt đầu. Nếu không phải ông/bà đã dùng, báo ngay Ban Tổ chức.",
      "If you began to sign, open it on the device where you began. If it was not you, tell the organiser at once.",
    ],
  ],
  "invitation-void": [
    [
      "Liên kết này đã được thay bằng liên kết khác hoặc bị thu hồi.",
      "A newer link or a revocation has taken this one's place.",
    ],
    ["Dùng liên kết mới nhất, hoặc liên hệ Ban Tổ chức.", "Use the newest link, or ask the organiser."],
  ],
  "invitation-unknown": [
    ["Không có lời mời ký này.", "There is no such invitation."],
    [
      "Kiểm tra xem liên kết có bị cắt ngắn không, hoặc quét lại mã QR trên thẻ.",
      "See whether the link was cut short, or scan the card again.",
    ],
  ],
  "invitation-missing": [
    ["Liên kết thiếu mã mời ký.", "The link lacks its token."],
    [
      "Mở lại liên kết đầy đủ trong tin nhắn, hoặc quét lại mã QR trên thẻ.",
      "Open the whole link from the message, or scan the card again.",
    ],
  ],
  "not-found": [
    ["Không có bản giao ước này.", "There is no such pact."],
    ["Kiểm tra lại liên kết, hoặc liên hệ Ban Tổ chức.", "Check the link, or ask the organiser."],
  ],
  "already-signed": [
    ["Vị trí này đã có chữ ký.", "This position is signed."],
    ["Nếu không phải ông/bà đã ký, báo ngay Ban Tổ chức.", "If it was not you, tell the organiser at once."],
  ],
  "already-declined": [
    ["Bên này đã được ghi nhận là không ký.", "This party is recorded as not signing."],
    ["Liên hệ Ban Tổ chức.", "Ask the organiser."],
  ],
  "pact-completed": [
    ["Bản giao ước đã hoàn tất.", "The pact is complete."],
    ["Xem kết quả tại trang kiểm tra.", "See the verify page."],
  ],
  "pact-withdrawn": [
    ["Ban Tổ chức đã rút bản giao ước này.", "The organiser has withdrawn this pact."],
    ["Chờ bản mới từ Ban Tổ chức.", "Wait for a new one."],
  ],
  "pact-declined": [
    [
      "Có bên không ký, nên bản giao ước này không thể hoàn tất.",
      "A party does not sign, so this pact cannot be completed.",
    ],
    ["Chờ hướng dẫn của Ban Tổ chức.", "Wait for the organiser."],
  ],
  "signing-closed": [
    ["Đã hết thời gian ký.", "Signing has ended."],
    ["Vui lòng liên hệ Ban Tổ chức.", "Please ask the organiser."],
  ],
  "record-erased": [
    [
      "Một mục ghi của bản giao ước này đã được xóa, nên không ký tiếp được.",
      "A record of this pact was erased, so nothing more can be signed.",
    ],
    ["Vui lòng liên hệ Ban Tổ chức.", "Please ask the organiser."],
  ],
  "enrolment-outdated": [
    ["Vị trí này đã được đăng ký bằng một khóa mới hơn.", "A newer key is enrolled for this position."],
    [
      "Nếu không phải ông/bà, báo ngay bàn thư ký. Ký tiếp trên máy vừa đăng ký sau cùng.",
      "If it was not you, tell the desk at once. Go on with the device that was enrolled last.",
    ],
  ],
  "key-revoked": [
    ["Khóa đã bị thu hồi; không dùng để ký tiếp.", "The key was taken back and signs no more."],
    ["Đến bàn thư ký để được cấp lại.", "See the desk for a new one."],
  ],
  "key-not-pinned": [
    [
      "Bên này ký bằng khóa riêng đã ghi trong bản giao ước.",
      "This party signs with its own key, which the pact names.",
    ],
    ["Ký bằng dòng lệnh trên máy đang giữ khóa đó.", "Sign with the command line on the machine that holds it."],
  ],
  "other-pact": [
    ["Nội dung bản này không khớp với bản đã đọc.", "The text is not the one that you read."],
    ["Đừng ký. Báo bàn thư ký.", "Do not sign. Tell the desk."],
  ],
  "pending-taken": [
    ["Vị trí này đang có một máy khác chờ xác nhận.", "Another device waits for this position."],
    ["Báo bàn thư ký để mở lại vị trí.", "Let the desk release it anew."],
  ],
  "code-wrong": [
    ["Mã ngắn không đúng.", "The short code is wrong."],
    ["Kiểm tra rồi nhập lại.", "Check it and enter it again."],
  ],
  "code-void": [
    ["Mã ngắn đã bị khóa vì nhập sai nhiều lần.", "The short code is void after too many tries."],
    ["Xin bàn thư ký mã mới.", "Ask the desk for a new one."],
  ],
  "code-expired": [
    ["Mã ngắn đã hết hạn.", "The short code has expired."],
    ["Xin bàn thư ký mã mới.", "Ask the desk for a new one."],
  ],
  "code-used": [
    ["Mã ngắn này đã được dùng.", "This short code was used."],
    ["Xin bàn thư ký mã mới.", "Ask the desk for a new one."],
  ],
  untrusted: [
    ["Không kiểm tra được bản giao ước này.", "This pact does not verify."],
    ["Đừng ký. Báo bàn thư ký hoặc Ban Tổ chức.", "Do not sign. Tell the desk or the organiser."],
  ],
};
