/**
 * The letters alone, for searching: lowercase, without tone and vowel marks, đ as d. The same as the server's
 * `text::fold`.
 */
export function fold(text: string): string {
  return text.normalize("NFD").toLowerCase().replace(/\p{M}/gu, "").replace(/[đðɖ]/g, "d");
}
