/**
 * Drawing one's mark on one's own phone, for a kiosk: slot and token stand behind `#` and go nowhere but to the
 * service.
 */

import { Problem } from "../../shared/ui/api.js";
import { startPage } from "../../shared/ui/start.js";
import { focusOn, h, show } from "../../shared/ui/dom.js";
import { markPad } from "../../shared/ui/mark-pad.js";
import { speak } from "../../shared/ui/words.js";

const WORDS = {
  title: ["Vẽ nét ký của ông/bà", "Draw your mark"],
  text: [
    "Nét ký sẽ hiện trên bàn ký điện tử để ông/bà xem lại trước khi ký. Nét này chỉ để trình bày.",
    "It appears on the kiosk, where you see it again before you sign. It is for show only.",
  ],
  send: ["Gửi sang bàn ký điện tử", "Send it to the kiosk"],
  empty: ["Hãy vẽ trước khi gửi.", "Draw something first."],
  done: ["Đã gửi nét ký", "Sent"],
  doneText: [
    "Ông/bà xem lại trên bàn ký điện tử. Có thể đóng trang này.",
    "Look at the kiosk. You can close this page.",
  ],
  again: ["Vẽ lại", "Draw again"],
  bad: ["Mã QR này không còn dùng được", "This QR code no longer works"],
  badText: [
    "Lấy mã mới trên bàn ký điện tử, hoặc vẽ ngay trên đó. Nét ký không bắt buộc.",
    "Get a new one at the kiosk, or draw there. A mark is optional.",
  ],
  offline: ["Mất kết nối. Hãy thử gửi lại.", "No connection. Please try again."],
} as const;

const { config, api, w, app } = startPage((lang) => speak(WORDS, lang));

const [slot, token] = location.hash.slice(1).split(".");
history.replaceState(null, "", location.pathname + location.search);

function message(title: string, text: string, ...more: HTMLElement[]): void {
  const heading = h("h1", {}, title);
  show(app, h("div", { class: "phone" }, heading, h("p", { class: "lead" }, text), ...more));
  focusOn(heading);
}

function draw(): void {
  const pad = markPad(config.lang);
  const said = h("p", { class: "error", role: "alert" });
  const send = h("button", { type: "button", class: "button wide-button" }, w.send);
  send.addEventListener("click", () => {
    const mark = pad.svg();
    if (mark === undefined) return show(said, w.empty);
    send.disabled = true;
    api.json(`/marks/${slot}`, { method: "PUT", body: { mark }, token }).then(
      () => {
        pad.destroy();
        const again = h("button", { type: "button", class: "button quiet" }, w.again);
        again.addEventListener("click", draw);
        message(w.done, w.doneText, again);
      },
      (error: unknown) => {
        send.disabled = false;
        if (error instanceof Problem && error.passes) show(said, w.offline);
        else message(w.bad, w.badText);
      },
    );
  });
  message(w.title, w.text, pad.element, said, h("div", { class: "bar" }, send));
}

if (slot && token) draw();
else message(w.bad, w.badText);
