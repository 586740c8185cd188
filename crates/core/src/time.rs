//! Times and dates of the formats: UTC to the second, and calendar days.
//!
//! Each has exactly one spelling, so what is parsed and written again is the same text. How they are spoken in
//! Vietnamese official documents (Nghị định 30/2020/NĐ-CP: days below 10 and the months 1 and 2 bear a leading 0)
//! stands here too, for screen and paper alike.
//!
//! Nothing here asks for the current time: a time is an argument.

use std::fmt;

use jiff::SignedDuration;
use jiff::civil;
use serde::{Deserialize, Serialize};

use crate::error::{Code, CoreError};

/// Vietnam's offset from UTC, in seconds: seven hours, all year.
pub const VIETNAM: i64 = 7 * 3600;

const EPOCH: civil::DateTime = civil::DateTime::constant(1970, 1, 1, 0, 0, 0, 0);
const YEARS: std::ops::RangeInclusive<i16> = 1..=9999;

/// An instant, in whole seconds since 1970-01-01T00:00:00Z, within the years 0001 to 9999. Leap seconds do not exist.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Time(i64);

impl Time {
    /// 1970-01-01T00:00:00Z.
    pub const UNIX_EPOCH: Self = Self(0);

    /// Reads exactly `2026-11-22T02:45:00Z` (RFC 3339 §5.6: capitals, no fraction, offset `Z`, seconds 00–59).
    ///
    /// # Errors
    ///
    /// [`Code::TimeForm`] for any other spelling and for days or hours that do not exist.
    pub fn parse(text: &str) -> Result<Self, CoreError> {
        let wrong = || CoreError::new(Code::TimeForm).because("expected a time like 2026-11-22T02:45:00Z");
        let [year, month, day, hour, minute, second] = fields(text, "dddd-dd-ddTdd:dd:ddZ").ok_or_else(wrong)?;
        civil_date(year, month, day)
            .zip(civil_time(hour, minute, second))
            .map(|(date, time)| Self::from_civil(date.to_datetime(time)))
            .ok_or_else(wrong)
    }

    /// Takes seconds since the Unix epoch.
    ///
    /// # Errors
    ///
    /// [`Code::TimeForm`] outside of the years 0001 to 9999.
    pub fn from_unix(seconds: i64) -> Result<Self, CoreError> {
        EPOCH
            .checked_add(SignedDuration::from_secs(seconds))
            .ok()
            .filter(|civil| YEARS.contains(&civil.year()))
            .map(|_| Self(seconds))
            .ok_or_else(|| {
                CoreError::new(Code::TimeForm).because(format!("{seconds} s is not in the years 0001 to 9999"))
            })
    }

    /// Seconds since the Unix epoch.
    pub fn unix(self) -> i64 {
        self.0
    }

    /// The calendar day at a place `offset` seconds east of UTC, [`VIETNAM`] for instance.
    pub fn date(self, offset: i64) -> Date {
        let date = self.civil(offset).date();
        Date(date.clamp(Date::FIRST.0, Date::LAST.0))
    }

    /// `15:42 ngày 17/03/2021`, as a clock shows it `offset` seconds east of UTC.
    pub fn vi(self, offset: i64) -> String {
        let civil = self.civil(offset);
        format!("{:02}:{:02} ngày {}", civil.hour(), civil.minute(), self.date(offset).vi_short())
    }

    /// Year, month, day, hour, minute, second, in UTC.
    pub fn utc(self) -> (i32, u8, u8, u8, u8, u8) {
        let c = self.civil(0);
        // Each is in its calendar's range, which a u8 holds.
        let [month, day, hour, minute, second] =
            [c.month(), c.day(), c.hour(), c.minute(), c.second()].map(|field| u8::try_from(field).unwrap_or_default());
        (i32::from(c.year()), month, day, hour, minute, second)
    }

    fn from_civil(civil: civil::DateTime) -> Self {
        Self(civil.duration_since(EPOCH).as_secs())
    }

    fn civil(self, offset: i64) -> civil::DateTime {
        EPOCH.saturating_add(SignedDuration::from_secs(self.0.saturating_add(offset)))
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let civil = self.civil(0);
        write!(f, "{}T{:02}:{:02}:{:02}Z", Date(civil.date()), civil.hour(), civil.minute(), civil.second())
    }
}

impl fmt::Debug for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Time({self})")
    }
}

impl TryFrom<String> for Time {
    type Error = CoreError;

    fn try_from(text: String) -> Result<Self, CoreError> {
        Self::parse(&text)
    }
}

impl From<Time> for String {
    fn from(time: Time) -> Self {
        time.to_string()
    }
}

/// A day of the Gregorian calendar, in the years 0001 to 9999, of no particular time zone.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date(civil::Date);

impl Date {
    const FIRST: Self = Self(civil::Date::constant(1, 1, 1));
    const LAST: Self = Self(civil::Date::constant(9999, 12, 31));

    /// Reads exactly `2021-03-17`.
    ///
    /// # Errors
    ///
    /// [`Code::DateForm`] for any other spelling and for days that do not exist.
    pub fn parse(text: &str) -> Result<Self, CoreError> {
        fields(text, "dddd-dd-dd")
            .and_then(|[year, month, day]| civil_date(year, month, day))
            .map(Self)
            .ok_or_else(|| CoreError::new(Code::DateForm).because("expected a date like 2021-03-17"))
    }

    /// The year, 1 to 9999.
    pub fn year(self) -> u16 {
        self.0.year().unsigned_abs()
    }

    /// The month, 1 to 12.
    pub fn month(self) -> u8 {
        self.0.month().unsigned_abs()
    }

    /// The day of the month, 1 to 31.
    pub fn day(self) -> u8 {
        self.0.day().unsigned_abs()
    }

    /// `17/03/2021`.
    pub fn vi_short(self) -> String {
        format!("{:02}/{:02}/{:04}", self.day(), self.month(), self.year())
    }

    /// `ngày 05 tháng 01 năm 2021`, `ngày 17 tháng 3 năm 2021`: the way of official documents.
    pub fn vi_long(self) -> String {
        let month = match self.month() {
            month @ (1 | 2) => format!("0{month}"),
            month => month.to_string(),
        };
        format!("ngày {:02} tháng {month} năm {}", self.day(), self.year())
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Date({self})")
    }
}

impl TryFrom<String> for Date {
    type Error = CoreError;

    fn try_from(text: String) -> Result<Self, CoreError> {
        Self::parse(&text)
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.to_string()
    }
}

/// Matches a text against a shape in which `d` is one ASCII digit and all else stands for itself, and gives the
/// numbers; a run of digits is one number. None where the text has another length or form.
fn fields<const N: usize>(text: &str, shape: &str) -> Option<[i16; N]> {
    if text.len() != shape.len() {
        return None;
    }
    let mut numbers = Vec::with_capacity(N);
    let mut open = false;
    for (found, wanted) in text.bytes().zip(shape.bytes()) {
        if wanted != b'd' {
            open = false;
            if found != wanted {
                return None;
            }
            continue;
        }
        if !found.is_ascii_digit() {
            return None;
        }
        if !open {
            numbers.push(0);
            open = true;
        }
        let number = numbers.last_mut()?;
        *number = *number * 10 + i16::from(found - b'0');
    }
    numbers.try_into().ok()
}

fn civil_date(year: i16, month: i16, day: i16) -> Option<civil::Date> {
    let date = civil::Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok()?;
    YEARS.contains(&year).then_some(date)
}

fn civil_time(hour: i16, minute: i16, second: i16) -> Option<civil::Time> {
    civil::Time::new(hour.try_into().ok()?, minute.try_into().ok()?, second.try_into().ok()?, 0).ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn times_have_one_spelling() {
        for (text, unix) in [
            ("1970-01-01T00:00:00Z", 0),
            ("2026-11-22T02:45:00Z", 1_795_315_500),
            ("2000-02-29T23:59:59Z", 951_868_799),
            ("1969-12-31T23:59:59Z", -1),
            ("0001-01-01T00:00:00Z", -62_135_596_800),
            ("9999-12-31T23:59:59Z", 253_402_300_799),
        ] {
            let time = Time::parse(text).unwrap();
            assert_eq!((time.unix(), time.to_string().as_str()), (unix, text));
            assert_eq!(Time::from_unix(unix).unwrap(), time);
        }
    }

    #[test]
    fn other_spellings_and_unreal_times_are_refused() {
        for wrong in [
            "",
            "2026-11-22",
            "2026-11-22T02:45:00",
            "2026-11-22t02:45:00z",
            "2026-11-22 02:45:00Z",
            "2026-11-22T02:45:00.0Z",
            "2026-11-22T02:45:00+00:00",
            "2026-11-22T02:45:60Z",
            "2016-12-31T23:59:60Z",
            "2026-11-22T24:00:00Z",
            "2026-11-22T02:60:00Z",
            "2026-02-29T00:00:00Z",
            "1900-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-00-01T00:00:00Z",
            "0000-01-01T00:00:00Z",
            "+026-11-22T02:45:00Z",
            "-001-11-22T02:45:00Z",
            "2026-11-22T02:45:00Z\n",
            "２026-11-22T02:45:0Z",
        ] {
            assert_eq!(Time::parse(wrong).unwrap_err().code, Code::TimeForm, "{wrong}");
        }
        for beyond in [i64::MIN, -62_135_596_801, 253_402_300_800, i64::MAX] {
            assert_eq!(Time::from_unix(beyond).unwrap_err().code, Code::TimeForm, "{beyond}");
        }
    }

    #[test]
    fn dates_are_real_days() {
        for text in ["0001-01-01", "2024-02-29", "2021-03-17", "9999-12-31"] {
            assert_eq!(Date::parse(text).unwrap().to_string(), text);
        }
        for wrong in
            ["", "2023-02-29", "2021-3-17", "2021-04-31", "0000-01-01", "17/03/2021", "2021-03-17 ", "20210317"]
        {
            assert_eq!(Date::parse(wrong).unwrap_err().code, Code::DateForm, "{wrong}");
        }
        assert!(Date::parse("2021-12-31").unwrap() < Date::parse("2022-01-01").unwrap());
    }

    #[test]
    fn vietnamese_words() {
        let time = Time::parse("2021-03-17T08:42:59Z").unwrap();
        assert_eq!(time.vi(VIETNAM), "15:42 ngày 17/03/2021");
        assert_eq!(Time::parse("2020-12-31T17:00:00Z").unwrap().vi(VIETNAM), "00:00 ngày 01/01/2021");
        assert_eq!(Time::parse("9999-12-31T23:59:59Z").unwrap().vi(VIETNAM), "23:59 ngày 31/12/9999");
        for (date, short, long) in [
            ("2021-01-05", "05/01/2021", "ngày 05 tháng 01 năm 2021"),
            ("2021-02-10", "10/02/2021", "ngày 10 tháng 02 năm 2021"),
            ("2021-03-17", "17/03/2021", "ngày 17 tháng 3 năm 2021"),
            ("2021-12-09", "09/12/2021", "ngày 09 tháng 12 năm 2021"),
        ] {
            let date = Date::parse(date).unwrap();
            assert_eq!((date.vi_short().as_str(), date.vi_long().as_str()), (short, long));
        }
    }

    #[test]
    fn json_holds_the_same_spelling() {
        let time = Time::parse("2026-11-22T02:45:00Z").unwrap();
        assert_eq!(serde_json::to_string(&time).unwrap(), "\"2026-11-22T02:45:00Z\"");
        assert_eq!(serde_json::from_str::<Time>("\"2026-11-22T02:45:00Z\"").unwrap(), time);
        assert!(serde_json::from_str::<Date>("\"2026-02-30\"").is_err());
    }

    proptest! {
        #[test]
        fn every_second_survives_its_text(seconds in -62_135_596_800_i64..=253_402_300_799) {
            let time = Time::from_unix(seconds).unwrap();
            prop_assert_eq!(Time::parse(&time.to_string()).unwrap(), time);
            prop_assert_eq!(time.date(0).to_string(), &time.to_string()[..10]);
        }

        #[test]
        fn any_text_gets_an_answer(text in "[0-9TZ:-]{0,24}|.{0,24}") {
            if let Ok(time) = Time::parse(&text) {
                prop_assert_eq!(time.to_string(), text.clone());
            }
            if let Ok(date) = Date::parse(&text) {
                prop_assert_eq!(date.to_string(), text);
            }
        }
    }
}
