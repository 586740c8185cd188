/**
 * Times and dates (`docs/spec/README.md`, conventions). Each has exactly one spelling of a fixed width, so both are
 * kept as text, and comparing texts compares instants.
 */

import { need } from "./error.js";

/** `2026-11-22T02:45:00Z`. Only {@link parseTime} makes one. */
export type Time = string & { readonly time: unique symbol };
/** `2026-11-22`. Only {@link parseDate} makes one. */
export type CalendarDate = string & { readonly date: unique symbol };

/** Reads a time: UTC, to the second, no leap second; else `time-form`. */
export function parseTime(text: string): Time {
  const form = /^(.{10})T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z$/.exec(text);
  need(form !== null && isDate(form[1] ?? ""), "time-form", "expected a time like 2026-11-22T02:45:00Z");
  return text as Time;
}

/** Reads a date of the years 0001 to 9999; else `date-form`. */
export function parseDate(text: string): CalendarDate {
  need(isDate(text), "date-form", "expected a date like 2021-03-17");
  return text as CalendarDate;
}

/** A clock's time, cut to the second. */
export function timeOf(clock: Date): Time {
  return parseTime(clock.toISOString().replace(/\.[0-9]{3}Z$/, "Z"));
}

function isDate(text: string): boolean {
  const form = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(text);
  if (!form) return false;
  const [year, month, day] = form.slice(1).map(Number) as [number, number, number];
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  return year >= 1 && day >= 1 && day <= days;
}
