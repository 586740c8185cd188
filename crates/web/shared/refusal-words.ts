/** Words for refusals of printed copies: those of the Rust core's list. */

import type { Code } from "../core/error.js";
import { REFUSALS, type RefusalWords } from "./refusals.js";

const OWN: { readonly [code in Code]?: RefusalWords } = {
  "codes-malformed": [
    "Mã trên bản in bị hỏng hoặc không đúng định dạng.",
    "The codes on the sheet are damaged or not of the right form.",
    "Chụp lại rõ nét cả trang rồi quét lại.",
    "Take a sharp picture of the whole page and scan again.",
  ],
  "codes-version": [
    "Mã trên bản in thuộc phiên bản mà phần mềm này chưa biết.",
    "The codes on the sheet are of a version that this program does not know.",
    "Dùng phiên bản phần mềm mới hơn.",
    "Use a newer version of this program.",
  ],
  "codes-mixed": [
    "Các mã thuộc nhiều bản giao ước khác nhau.",
    "The codes belong to more than one pact.",
    "Chỉ quét các mã của cùng một bản in.",
    "Scan the codes of one printed copy only.",
  ],
  "codes-differ": [
    "Nội dung hoặc chữ ký không khớp với mã xác nhận hoàn tất.",
    "The text or the signatures are not those of the seal.",
    "Không sử dụng bản in này; hỏi Ban Tổ chức.",
    "Do not rely on this sheet; ask the organiser.",
  ],
  "seal-missing": [
    "Thiếu mã xác nhận hoàn tất (mã thứ nhất).",
    "The seal, the first code, is missing.",
    "Quét mã thứ nhất trên trang cuối của bản in.",
    "Scan the first code on the last page of the copy.",
  ],
};

/** Cause and cure of a refusal. */
export function refusalWords(code: Code, lang: "vi" | "en"): { readonly cause: string; readonly cure: string } {
  const [causeVi, causeEn, cureVi, cureEn] = REFUSALS[code] ?? OWN[code] ?? [code, code, "", ""];
  return lang === "en" ? { cause: causeEn, cure: cureEn } : { cause: causeVi, cure: cureVi };
}
