/** Words of the kiosk, beside those that every signer reads. */

import type { Pair } from "../../shared/ui/words.js";

export const WORDS = {
  kiosk: ["Bàn ký điện tử", "Kiosk"],
  pairTitle: ["Ghép với bàn thư ký", "Pair with the desk"],
  pairText: ["Nhập mã này tại bàn thư ký, mục “Bàn ký điện tử”.", "Enter this code at the desk, under “Kiosks”."],
  noToken: ["Trang này cần được mở lại", "This page must be opened again"],
  noTokenText: [
    "Mở địa chỉ mà chương trình giaouoc kiosk in ra khi khởi động.",
    "Open the address that giaouoc kiosk printed when it started.",
  ],
  offline: ["Không gọi được máy chủ, đang thử lại …", "The service cannot be reached, trying again …"],
  welcome: ["Mời ông/bà ký bản giao ước", "Please sign the pact"],
  nobody: [
    "Chưa có ai được mời ký tại đây. Mời ông/bà đến bàn thư ký trước.",
    "Nobody is invited to sign here yet. Please see the desk first.",
  ],
  touch: ["Chạm vào tên của mình", "Touch your name"],
  next: ["Người kế tiếp", "Next"],
  count: ["Đã ký {signed}/{due}", "{signed} of {due} have signed"],
  waiting: ["Đang đến lượt: {units}", "Whose turn it is: {units}"],
  completed: ["Bản giao ước đã hoàn tất. Trân trọng cảm ơn.", "The pact is complete. Thank you."],
  ended: ["Bản giao ước này không nhận chữ ký nữa.", "This pact takes no more signatures."],
  handOver: ["Mời", "Please,"],
  start: ["Bắt đầu", "Begin"],
  codeTitle: ["Nhập mã ngắn", "Enter the short code"],
  codeText: ["6 chữ số do bàn thư ký vừa cấp cho ông/bà.", "The 6 digits that the desk has just given you."],
  digits: ["Đã nhập {count} trong 6 chữ số", "{count} of 6 digits"],
  erase: ["Xóa một số", "Erase one digit"],
  cancel: ["Dừng", "Stop"],
  keypad: ["Bàn phím số", "Keypad"],
  tries: ["Còn {left} lần thử.", "{left} tries left."],
  idleTitle: ["Ông/bà còn ở đây không?", "Are you still here?"],
  idleText: [
    "Màn hình sẽ trở về lúc đầu sau {seconds} giây và không giữ lại gì.",
    "In {seconds} seconds this screen goes back to the beginning and keeps nothing.",
  ],
  stay: ["Tôi vẫn ở đây", "I am still here"],
  other: ["English", "Tiếng Việt"],
} as const satisfies { readonly [name: string]: Pair };
