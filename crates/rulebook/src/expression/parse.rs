//! From the text of an expression to its syntax tree, past the traps of SQL with Chinese names.

use sqlparser::dialect::GenericDialect;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Location, Token, TokenWithSpan, Tokenizer, Whitespace};

use super::syntax::Expression;
use crate::mistake::{Mistakes, TextDiagnostic};
use crate::written::WrittenText;

/// Beyond this an expression could nest so deep that walking it would exhaust the stack.
const MOST_TOKENS: usize = 600;
const MOST_NESTING: usize = 40;

/// Parses an expression. All traps are reported; `None` when there is any.
pub(crate) fn parse(written: &WrittenText, mistakes: &Mistakes) -> Option<Expression> {
    if full_width_marks(written, mistakes) {
        return None;
    }
    let tokens = match Tokenizer::new(&GenericDialect {}, &written.text).tokenize_with_location() {
        Ok(tokens) => tokens,
        Err(error) => {
            let said = error.message;
            syntax(written, Some(error.location), &said, mistakes);
            return None;
        }
    };
    if suspicious_tokens(written, &tokens, mistakes) {
        return None;
    }
    let mut parser = Parser::new(&GenericDialect {})
        .with_recursion_limit(MOST_NESTING)
        .with_tokens_with_locations(tokens);
    let ast = match parser.parse_expr() {
        Ok(ast) => ast,
        Err(error) => {
            let (said, location) = said(error);
            syntax(written, location, &said, mistakes);
            return None;
        }
    };
    let next = parser.peek_token();
    if next.token != Token::EOF {
        let said = format!("unexpected {} after the expression", next.token);
        syntax(written, Some(next.span.start), &said, mistakes);
        return None;
    }
    Some(Expression {
        text: written.text.clone(),
        ast,
        place: written.place(0),
    })
}

/// The byte offset of a parser's location, which counts lines and characters from one.
pub(crate) fn offset(text: &str, location: Location) -> usize {
    let line = usize::try_from(location.line.saturating_sub(1)).unwrap_or(0);
    let column = usize::try_from(location.column.saturating_sub(1)).unwrap_or(0);
    let start = text
        .split_inclusive('\n')
        .take(line)
        .map(str::len)
        .sum::<usize>();
    text[start..]
        .char_indices()
        .nth(column)
        .map_or(text.len(), |(at, _)| start + at)
}

fn syntax(written: &WrittenText, location: Option<Location>, said: &str, mistakes: &Mistakes) {
    // Without a location, or with an empty one, the parser came to the end.
    let at = location
        .filter(|location| location.line > 0)
        .map_or(written.text.len(), |location| {
            offset(&written.text, location)
        });
    mistakes.push(
        TextDiagnostic::new(
            &written.place(at),
            "expression-syntax",
            format!("表达式读不通：{said}"),
            format!("the expression cannot be read: {said}"),
        )
        .expected(
            "SQL表达式，如 sum(在校生数) 或 在校生数 < 100",
            "an SQL expression such as sum(在校生数) or 在校生数 < 100",
        ),
    );
}

/// The parser's message without the position, which we tell in the file's own lines.
fn said(error: ParserError) -> (String, Option<Location>) {
    let message = match error {
        ParserError::TokenizerError(message) | ParserError::ParserError(message) => message,
        ParserError::RecursionLimitExceeded => "nested too deeply".to_owned(),
    };
    let Some((before, position)) = message.rsplit_once(" at Line: ") else {
        return (message, None);
    };
    let numbers = position.split_once(", Column: ");
    let location = numbers.and_then(|(line, column)| {
        Some(Location::new(
            line.trim().parse().ok()?,
            column.trim().parse().ok()?,
        ))
    });
    (before.to_owned(), location)
}

/// Full-width marks, letters and digits outside texts; SQL reads them as names or not at all.
fn full_width_marks(written: &WrittenText, mistakes: &Mistakes) -> bool {
    let mut in_text = false;
    let mut found = false;
    for (at, mark) in written.text.char_indices() {
        if mark == '\'' {
            in_text = !in_text;
        }
        if in_text || !is_full_width(mark) {
            continue;
        }
        found = true;
        let half = half_width(mark);
        let mut diagnostic = TextDiagnostic::new(
            &written.place(at),
            "full-width-mark",
            format!("表达式中有全角字符“{mark}”"),
            format!("the expression holds the full-width character `{mark}`"),
        );
        if let Some(half) = half {
            diagnostic = diagnostic.mend(format!("改为半角“{half}”"), format!("write `{half}`"));
        }
        mistakes.push(diagnostic);
    }
    found
}

fn is_full_width(mark: char) -> bool {
    matches!(mark,
        '\u{3000}'..='\u{3004}' | '\u{3008}'..='\u{301f}'
        | '\u{ff01}'..='\u{ff65}' | '\u{2018}'..='\u{201f}' | '\u{2264}' | '\u{2265}' | '\u{2260}'
        | '\u{00d7}' | '\u{00f7}' | '·')
}

fn half_width(mark: char) -> Option<String> {
    let half = match mark {
        '\u{3000}' => " ",
        '、' => ",",
        '。' => ".",
        '‘' | '’' | '“' | '”' => "'",
        '≤' => "<=",
        '≥' => ">=",
        '≠' => "<>",
        '×' => "*",
        '÷' => "/",
        '\u{ff01}'..='\u{ff5e}' => {
            return char::from_u32(u32::from(mark) - 0xfee0).map(String::from);
        }
        _ => return None,
    };
    Some(half.to_owned())
}

/// What the parser would take for something else than its author meant.
fn suspicious_tokens(written: &WrittenText, tokens: &[TokenWithSpan], mistakes: &Mistakes) -> bool {
    let mut found = false;
    let mut tell = |location: Location, code, zh: String, en: String| {
        found = true;
        let place = written.place(offset(&written.text, location));
        mistakes.push(TextDiagnostic::new(&place, code, zh, en));
    };
    for pair in tokens.windows(2) {
        if let (Token::Number(number, _), Token::Word(word)) = (&pair[0].token, &pair[1].token) {
            tell(
                pair[0].span.start,
                "leading-digit",
                format!("名称不能以数字开头：{number}{word}"),
                format!("a name cannot begin with a digit: {number}{word}"),
            );
        }
    }
    for TokenWithSpan { token, span } in tokens {
        match token {
            Token::Whitespace(
                Whitespace::SingleLineComment { .. } | Whitespace::MultiLineComment(_),
            ) => tell(
                span.start,
                "comment",
                "表达式中不能有注释；两个减号之间要加空格".to_owned(),
                "an expression holds no comments; put a space between two minus signs".to_owned(),
            ),
            Token::Word(word) if word.quote_style.is_some() => tell(
                span.start,
                "quoted-name",
                format!("名称不加引号，文字用单引号：{word}"),
                format!("names stand without quotes, texts in single quotes: {word}"),
            ),
            _ => {}
        }
    }
    if tokens.len() > MOST_TOKENS {
        tell(
            Location::new(1, 1),
            "expression-too-long",
            format!("表达式太长（超过{MOST_TOKENS}个词）"),
            format!("the expression is too long (over {MOST_TOKENS} words)"),
        );
    }
    found
}
