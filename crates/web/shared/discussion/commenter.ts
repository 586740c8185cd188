/** The name under which somebody comments from this device. */

const NAME = "giaouoc:name";

/** The member `name` of a call; absent where none was given. */
export function named(name: string): { readonly name?: string } {
  return name.trim() === "" ? {} : { name };
}

/** The name that was given last; else empty. */
export function kept(): string {
  return localStorage.getItem(NAME) ?? "";
}

/** Keeps a name for the next comment. */
export function keep(name: string): void {
  if (name.trim() !== "") localStorage.setItem(NAME, name.trim());
}
