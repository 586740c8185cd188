//! Lines of files and of their functions.

use super::mentions::{is_test, is_test_attribute};
use proc_macro2::Span;
use syn::visit::{self, Visit};
use syn::{Block, ImplItemFn, Item, ItemFn, Signature, TraitItemFn};

/// A file without its tests.
pub(crate) struct Measured {
    pub(crate) file: String,
    pub(crate) lines: usize,
    pub(crate) functions: Vec<Function>,
}

/// A function that has a body.
#[derive(Clone)]
pub(crate) struct Function {
    pub(crate) file: String,
    pub(crate) name: String,
    pub(crate) lines: usize,
}

/// Measures a file of Rust that is parsed already.
pub(crate) fn rust(file: &str, text: &str, syntax: &syn::File) -> Measured {
    let tests: usize = syntax.items.iter().filter(|item| is_test(item)).map(lines_of_test).sum();
    let mut walk = Walk { file, functions: Vec::new() };
    walk.visit_file(syntax);
    Measured { file: file.to_owned(), lines: text.lines().count() - tests, functions: walk.functions }
}

fn between(start: Span, end: Span) -> usize {
    end.end().line - start.start().line + 1
}

/// Modules and functions are the test items that have more than a line.
fn lines_of_test(item: &Item) -> usize {
    let (attributes, end) = match item {
        Item::Mod(item) => match &item.content {
            Some((brace, _)) => (&item.attrs, brace.span.close()),
            None => return 2,
        },
        Item::Fn(item) => (&item.attrs, item.block.brace_token.span.close()),
        Item::Impl(item) => (&item.attrs, item.brace_token.span.close()),
        _ => return 2,
    };
    attributes.first().map_or(0, |first| between(first.pound_token.span, end))
}

struct Walk<'a> {
    file: &'a str,
    functions: Vec<Function>,
}

impl Walk<'_> {
    fn function(&mut self, signature: &Signature, block: &Block) {
        let lines = between(signature.fn_token.span, block.brace_token.span.close());
        self.functions.push(Function { file: self.file.to_owned(), name: signature.ident.to_string(), lines });
    }
}

impl<'ast> Visit<'ast> for Walk<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        if !is_test(item) {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_fn(&mut self, item: &'ast ItemFn) {
        self.function(&item.sig, &item.block);
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast ImplItemFn) {
        if !item.attrs.iter().any(is_test_attribute) {
            self.function(&item.sig, &item.block);
            visit::visit_impl_item_fn(self, item);
        }
    }

    fn visit_trait_item_fn(&mut self, item: &'ast TraitItemFn) {
        if let Some(block) = &item.default {
            self.function(&item.sig, block);
        }
    }
}

/// Measures a file of TypeScript: braces are counted outside of comments, strings, templates and regular expressions.
pub(crate) fn typescript(file: &str, text: &str) -> Measured {
    let code = blank(text);
    let mut functions = Vec::new();
    let mut open: Vec<Option<(usize, String)>> = Vec::new();
    for (at, sign) in code.char_indices() {
        match sign {
            '{' => open.push(head(&code[..at])),
            '}' => {
                if let Some(Some((start, name))) = open.pop() {
                    let lines = code[start..at].matches('\n').count() + 1;
                    functions.push(Function { file: file.to_owned(), name, lines });
                }
            }
            _ => {}
        }
    }
    Measured { file: file.to_owned(), lines: text.lines().count(), functions }
}

/// Start and name of the function whose body opens behind this code; none if the brace opens something else.
fn head(before: &str) -> Option<(usize, String)> {
    let before = before.trim_end();
    let arrow = before.strip_suffix("=>");
    let to_parameters = arrow.unwrap_or(before).trim_end();
    // A return type holds no parenthesis, in nearly all code.
    let close = to_parameters.rfind(')')?;
    let between = to_parameters[close + 1..].trim();
    let is_type = between.is_empty() || between.starts_with(':') && !between.contains([';', '=', '{']);
    if !is_type {
        // An arrow function of one bare parameter.
        let start = to_parameters.rfind(|c: char| !c.is_alphanumeric() && c != '_')? + 1;
        return arrow.map(|_| (start, "=>".to_owned()));
    }
    let start = opening(&to_parameters[..=close])?;
    let name = to_parameters[..start].trim_end();
    let name = name.strip_suffix('>').and_then(|generic| generic.rfind('<').map(|at| &generic[..at])).unwrap_or(name);
    let word = name.rsplit(|c: char| !c.is_alphanumeric() && c != '_' && c != '#').next().unwrap_or("");
    let is_statement = ["if", "for", "while", "switch", "catch", "with"].contains(&word);
    let is_function = arrow.is_some() || !word.is_empty() && !is_statement;
    let word = if arrow.is_some() { "=>" } else { word };
    is_function.then(|| (start, word.to_owned()))
}

/// The parenthesis that the last one closes.
fn opening(code: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, sign) in code.char_indices().rev() {
        match sign {
            ')' => depth += 1,
            '(' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// The same text with blanks for what is no code; line ends stay.
fn blank(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if matches!(first, '"' | '\'' | '`') {
            literal(rest, first)
        } else if first == '/' && begins_regex(&out) {
            regex(rest)
        } else {
            out.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        };
        out.extend(rest[..length].chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
        rest = &rest[length..];
    }
    out
}

/// Bytes of a string or template that begins here, with its quotes.
fn literal(text: &str, quote: char) -> usize {
    let mut depth = 0;
    let mut chars = text.char_indices().skip(1).peekable();
    while let Some((at, sign)) = chars.next() {
        match sign {
            '\\' => drop(chars.next()),
            '$' if quote == '`' && chars.peek().is_some_and(|(_, next)| *next == '{') => depth += 1,
            '}' if depth > 0 => depth -= 1,
            // Within `${…}` another template may stand.
            '`' if depth > 0 => {
                let inner = literal(&text[at..], '`');
                while chars.next_if(|(next, _)| *next < at + inner).is_some() {}
            }
            sign if sign == quote && depth == 0 => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// Bytes of a regular expression that begins here.
fn regex(text: &str) -> usize {
    let mut in_class = false;
    let mut chars = text.char_indices().skip(1);
    while let Some((at, sign)) = chars.next() {
        match sign {
            '\\' => drop(chars.next()),
            '[' => in_class = true,
            ']' => in_class = false,
            '/' if !in_class => return at + 1,
            '\n' => return at,
            _ => {}
        }
    }
    text.len()
}

/// A slash behind an operator, a bracket or a keyword begins a regular expression; behind a value it divides.
fn begins_regex(before: &str) -> bool {
    let before = before.trim_end();
    before.ends_with(['(', ',', '=', ':', '[', '!', '&', '|', '?', '{', '}', ';', '+', '>'])
        || before.ends_with("return")
}
