/**
 * The first set-up: the link's token stands behind `#`, and goes to the service with the first administrator's name.
 */

import { Problem } from "../../shared/ui/api.js";
import { startPage } from "../../shared/ui/start.js";
import { focusOn, h, show } from "../../shared/ui/dom.js";
import { speak } from "../../shared/ui/words.js";

const WORDS = {
  title: ["Thiết lập lần đầu", "First set-up"],
  text: [
    "Tạo tài khoản người quản trị đầu tiên. Liên kết này chỉ dùng một lần.",
    "Make the first administrator's account. This link works once.",
  ],
  name: ["Tên", "Name"],
  password: ["Mật khẩu", "Password"],
  hint: [
    "Từ 10 đến 200 ký tự. Một câu dài, dễ nhớ là tốt nhất.",
    "10 to 200 characters. A long phrase that you can remember is best.",
  ],
  make: ["Tạo tài khoản", "Make the account"],
  bad: [
    "Liên kết thiếu phần sau dấu #. Mở lại liên kết mà máy chủ in ra khi khởi động.",
    "The link lacks what stands behind #. Open the link that the server printed.",
  ],
} as const;

const { config, api, w, app } = startPage((lang) => speak(WORDS, lang));

const token = location.hash.slice(1);
history.replaceState(null, "", location.pathname + location.search);

const name = h("input", { id: "name", type: "text", autocomplete: "username", maxlength: 60 });
const password = h("input", {
  id: "password",
  type: "password",
  autocomplete: "new-password",
  maxlength: 200,
  "aria-describedby": "hint",
});
const error = h("p", { class: "error", role: "alert" }, token.startsWith("gf_") ? "" : w.bad);
const form = h(
  "form",
  { class: "panel narrow", novalidate: true },
  h("div", { class: "field" }, h("label", { for: "name" }, w.name), name),
  h(
    "div",
    { class: "field" },
    h("label", { for: "password" }, w.password),
    h("p", { class: "hint", id: "hint" }, w.hint),
    password,
  ),
  h("div", { class: "field" }, error),
  h("button", { type: "submit", class: "button" }, w.make),
);

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const body = { token, name: name.value.normalize("NFC").trim(), password: password.value };
  api.json("/setup", { body }).then(
    () => location.replace(`/console${config.lang === "en" ? "?lang=en" : ""}`),
    (failure: unknown) => {
      const told = failure instanceof Problem ? failure.words(config.lang) : { cause: String(failure), cure: "" };
      show(error, `${told.cause} ${told.cure}`);
      name.focus();
    },
  );
});

const heading = h("h1", {}, w.title);
show(app, h("section", { class: "hero" }, heading, h("p", { class: "lead" }, w.text)), form);
focusOn(heading);
