//! Chinese first, English by a switch; and how figures are written in cells.

use std::borrow::Borrow;
use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::{ACCEPT_LANGUAGE, COOKIE};
use axum::http::request::Parts;
use junheng_model::{Severity, Verdict, Wording};

/// The cookie that keeps the choice of the language switch.
pub const COOKIE_NAME: &str = "lang";

/// What stands in a cell when nothing is known. Never a nought.
pub const NOTHING: &str = junheng_report::figures::NO_FIGURE;

/// The choice that a browser keeps.
pub fn kept(headers: &HeaderMap) -> Option<Lang> {
    kept_in(headers.get(COOKIE)?.to_str().ok()?)
}

fn kept_in(cookies: &str) -> Option<Lang> {
    cookies
        .split(';')
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == COOKIE_NAME)
        .and_then(|(_, value)| Lang::of_code(value))
}

/// The language of a page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    #[default]
    Zh,
    En,
}

impl Lang {
    /// The language that a request asks for.
    pub fn asked(headers: &HeaderMap) -> Self {
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        Self::chosen(text(COOKIE), text(ACCEPT_LANGUAGE))
    }

    /// The choice that the cookie keeps, else the browser's first wish that we can fulfil, else Chinese.
    pub fn chosen(cookies: Option<&str>, accepted: Option<&str>) -> Self {
        let kept = cookies.and_then(kept_in);
        let wished = || wishes(accepted.unwrap_or_default()).find_map(Self::of_code);
        kept.or_else(wished).unwrap_or_default()
    }

    /// `zh`, `zh-CN`, `en`, `en-GB`; nothing for other languages.
    pub fn of_code(code: &str) -> Option<Self> {
        let language = code.split(['-', '_']).next().unwrap_or_default();
        match language.to_ascii_lowercase().as_str() {
            "zh" => Some(Lang::Zh),
            "en" => Some(Lang::En),
            _ => None,
        }
    }

    /// As the cookie and the account keep it.
    pub const fn code(self) -> &'static str {
        match self {
            Lang::Zh => "zh",
            Lang::En => "en",
        }
    }

    /// As `<html lang>` wants it.
    pub const fn tag(self) -> &'static str {
        match self {
            Lang::Zh => "zh-CN",
            Lang::En => "en",
        }
    }

    /// The language that the switch leads to.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Lang::Zh => Lang::En,
            Lang::En => Lang::Zh,
        }
    }

    pub const fn is_chinese(self) -> bool {
        matches!(self, Lang::Zh)
    }

    /// The same language as reports know it.
    pub const fn of_report(self) -> junheng_report::Lang {
        match self {
            Lang::Zh => junheng_report::Lang::Chinese,
            Lang::En => junheng_report::Lang::English,
        }
    }

    /// Both texts stand where they are used, so that a template reads as a page.
    pub const fn say<'t>(self, zh: &'t str, en: &'t str) -> &'t str {
        match self {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    /// The half of a wording that this reader reads; the Chinese one where there is no English.
    pub fn of(self, wording: &Wording) -> &str {
        match self {
            Lang::En if !wording.en.is_empty() => &wording.en,
            _ => &wording.zh,
        }
    }

    /// In the brackets of the language, with the space that English has in front of them.
    pub fn bracketed(self, text: impl std::fmt::Display) -> String {
        self.of_report().bracketed(&text.to_string())
    }

    /// What stands between a name and what is said of it.
    pub fn colon(self) -> &'static str {
        self.of_report().colon()
    }

    /// The attribute for what stands in Chinese on an English page, because nobody put it into English: it is then
    /// read out as Chinese. English with a Chinese name in it is English.
    pub fn tagged(self, text: &str) -> &'static str {
        let han = text.chars().filter(|letter| is_han(*letter)).count();
        let latin = text.chars().filter(char::is_ascii_alphabetic).count();
        // A Han letter says about as much as three of ours.
        match self {
            Lang::En if han > 0 && han * 3 >= latin => " lang=\"zh-CN\"",
            _ => "",
        }
    }

    pub const fn verdict(self, verdict: &Verdict) -> &'static str {
        match self {
            Lang::Zh => verdict.name(),
            Lang::En => verdict.english(),
        }
    }

    pub const fn severity(self, severity: &Severity) -> &'static str {
        match self {
            Lang::Zh => severity.name(),
            Lang::En => severity.english(),
        }
    }

    /// A figure with the decimals of its indicator, without separators, as it can be copied into a sheet.
    pub fn number(self, value: impl Borrow<f64>, decimals: impl Borrow<usize>) -> String {
        let value = *value.borrow();
        if !value.is_finite() {
            return NOTHING.to_owned();
        }
        // Pages, charts, workbooks and reports print a figure in one way only.
        let decimals = u32::try_from(*decimals.borrow()).unwrap_or(0);
        junheng_report::figures::fixed(value, decimals)
    }

    /// A figure that may be missing.
    pub fn figure(self, value: &Option<f64>, decimals: impl Borrow<usize>) -> String {
        match value {
            Some(value) => self.number(value, decimals),
            None => NOTHING.to_owned(),
        }
    }

    /// A part of one (0.853) as per cent (`85.3%`).
    pub fn percent(self, part: impl Borrow<f64>, decimals: impl Borrow<usize>) -> String {
        let part = *part.borrow();
        if !part.is_finite() {
            return NOTHING.to_owned();
        }
        self.number(part * 100.0, decimals) + "%"
    }

    /// A number of things in a sentence: `1,234`. In cells numbers stand without separators.
    pub fn count(self, number: impl Borrow<u64>) -> String {
        junheng_report::figures::grouped(*number.borrow())
    }
}

fn is_han(letter: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&letter)
}

/// The languages of an Accept-Language header, the most wanted first.
fn wishes(accepted: &str) -> impl Iterator<Item = &str> {
    let mut wishes: Vec<(&str, f32)> = accepted
        .split(',')
        .map(|wish| {
            let (code, quality) = wish.split_once(";q=").unwrap_or((wish, "1"));
            (code.trim(), quality.trim().parse().unwrap_or(0.0))
        })
        .filter(|(_, quality)| *quality > 0.0)
        .collect();
    wishes.sort_by(|left, right| right.1.total_cmp(&left.1));
    wishes.into_iter().map(|(code, _)| code)
}

impl<S: Sync> FromRequestParts<S> for Lang {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self::asked(&parts.headers))
    }
}

#[cfg(test)]
mod tests {
    use super::Lang::{self, En, Zh};

    #[test]
    fn the_switch_stays_and_else_the_browser_is_asked() {
        let cases = [
            (None, None, Zh),
            (None, Some("en-GB,en;q=0.9"), En),
            (None, Some("de,zh;q=0.4,en;q=0.8"), En),
            (None, Some("de;q=0.9,fr"), Zh),
            (None, Some("en;q=0,zh"), Zh),
            (Some("seen=1; lang=en"), Some("zh-CN"), En),
            (Some("lang=zh"), Some("en"), Zh),
            (Some("lang=klingon"), Some("en"), En),
        ];
        for (cookies, accepted, expected) in cases {
            assert_eq!(
                Lang::chosen(cookies, accepted),
                expected,
                "{cookies:?} {accepted:?}"
            );
        }
    }

    #[test]
    fn what_nobody_put_into_english_is_read_out_as_chinese() {
        for (text, tagged) in [
            ("教育部编制的10位代码，以文本填写。", " lang=\"zh-CN\""),
            ("教督〔2017〕6号 资源配置 第4项", " lang=\"zh-CN\""),
            ("广和县, 2024-2025: not met. Of 7 rules 3 are met.", ""),
            ("A draft.", ""),
        ] {
            assert_eq!(En.tagged(text), tagged, "{text}");
            assert_eq!(Zh.tagged(text), "");
        }
    }

    #[test]
    fn figures_stand_as_they_can_be_copied() {
        assert_eq!(Zh.number(12345.6789, 2), "12345.68");
        assert_eq!(Zh.number(-0.001, 2), "0.00");
        assert_eq!(Zh.number(-0.26, 1), "-0.3");
        assert_eq!(Zh.number(f64::NAN, 2), "—");
        assert_eq!(Zh.figure(&None, 2), "—");
        assert_eq!(Zh.percent(0.8534, 1), "85.3%");
        assert_eq!(Zh.count(1_234_567), "1,234,567");
        assert_eq!(Zh.count(48), "48");
    }
}
