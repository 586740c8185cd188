//! The names that an item of Rust defines, imports and mentions.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, Expr, Item, ItemMod, ItemUse, Lit, Macro, Meta, UseTree, Visibility};

/// All that an item mentions, functions' bodies and nested imports included.
#[derive(Default)]
pub(super) struct Mentions {
    pub(super) paths: Vec<Vec<String>>,
    pub(super) imports: Vec<Import>,
}

/// One leaf of a `use`.
pub(super) struct Import {
    pub(super) path: Vec<String>,
    /// The name by which the module knows it; none for `*`.
    pub(super) name: Option<String>,
    pub(super) is_public: bool,
}

impl Mentions {
    pub(super) fn of(item: &Item) -> Self {
        let mut mentions = Self::default();
        mentions.visit_item(item);
        mentions
    }

    fn import(&mut self, tree: &UseTree, before: &[String], is_public: bool) {
        let with = |ident: &syn::Ident| [before, &[ident.to_string()]].concat();
        match tree {
            UseTree::Path(path) => self.import(&path.tree, &with(&path.ident), is_public),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.import(tree, before, is_public)),
            UseTree::Glob(_) => self.imports.push(Import { path: before.to_vec(), name: None, is_public }),
            UseTree::Name(leaf) => {
                let path = if leaf.ident == "self" { before.to_vec() } else { with(&leaf.ident) };
                let name = path.last().cloned();
                self.imports.push(Import { path, name, is_public });
            }
            UseTree::Rename(leaf) => {
                let path = if leaf.ident == "self" { before.to_vec() } else { with(&leaf.ident) };
                self.imports.push(Import { path, name: Some(leaf.rename.to_string()), is_public });
            }
        }
    }

    /// Sequences of identifiers and `::`, which are paths in nearly every macro.
    fn tokens(&mut self, tokens: TokenStream, is_attribute: bool) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let is = |at: usize, sign: char| matches!(tokens.get(at), Some(TokenTree::Punct(p)) if p.as_char() == sign);
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            match token {
                TokenTree::Group(group) => self.tokens(group.stream(), is_attribute),
                TokenTree::Ident(first) => {
                    let is_member = at > 0 && is(at - 1, '.') && !(at > 1 && is(at - 2, '.'));
                    let is_outside = at > 1 && is(at - 1, ':') && is(at - 2, ':');
                    let mut path = vec![first.to_string()];
                    while is(at + 1, ':') && is(at + 2, ':') {
                        let Some(TokenTree::Ident(next)) = tokens.get(at + 3) else { break };
                        path.push(next.to_string());
                        at += 3;
                    }
                    if !is_member && !is_outside {
                        self.paths.push(path);
                    }
                }
                TokenTree::Literal(literal) if is_attribute => {
                    if let Ok(Lit::Str(text)) = syn::parse_str::<Lit>(&literal.to_string()) {
                        self.text(&text.value());
                    }
                }
                _ => {}
            }
            at += 1;
        }
    }

    /// A string that may be a path, as in `#[serde(with = "super::time")]`.
    fn text(&mut self, text: &str) {
        let is_name = |part: &str| {
            part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
                && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        };
        if text.split("::").all(is_name) {
            self.paths.push(text.split("::").map(str::to_owned).collect());
        }
    }
}

impl<'ast> Visit<'ast> for Mentions {
    fn visit_item(&mut self, item: &'ast Item) {
        if !is_test(item) {
            visit::visit_item(self, item);
        }
    }

    fn visit_impl_item_fn(&mut self, method: &'ast syn::ImplItemFn) {
        if !method.attrs.iter().any(is_test_attribute) {
            visit::visit_impl_item_fn(self, method);
        }
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        let is_public = !matches!(item.vis, Visibility::Inherited);
        if item.leading_colon.is_none() {
            self.import(&item.tree, &[], is_public);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.leading_colon.is_none() {
            self.paths.push(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        self.visit_path(&call.path);
        self.tokens(call.tokens.clone(), false);
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        match &attribute.meta {
            Meta::List(list) => self.tokens(list.tokens.clone(), true),
            Meta::NameValue(pair) if !pair.path.is_ident("doc") => visit::visit_expr(self, &pair.value),
            _ => {}
        }
    }
}

/// The names that an item gives to its module; modules and imports are looked at elsewhere.
pub(super) fn names_in(item: &Item) -> Vec<String> {
    let ident = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::TraitAlias(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Union(item) => &item.ident,
        Item::Macro(item) => match &item.ident {
            Some(ident) => ident,
            None => return defined_in(item.mac.tokens.clone()),
        },
        _ => return Vec::new(),
    };
    vec![ident.to_string()]
}

/// Names behind `struct`, `fn` … among the tokens of a macro call that makes items.
fn defined_in(tokens: TokenStream) -> Vec<String> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut names = Vec::new();
    for pair in tokens.windows(2) {
        if let [TokenTree::Ident(keyword), TokenTree::Ident(name)] = pair
            && ["struct", "enum", "fn", "static", "const", "type", "trait"].contains(&keyword.to_string().as_str())
        {
            names.push(name.to_string());
        }
    }
    let groups = tokens.into_iter().filter_map(|token| match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => Some(group.stream()),
        _ => None,
    });
    names.extend(groups.flat_map(defined_in));
    names
}

/// The file that `#[path = "…"]` names.
pub(super) fn path_attribute(module: &ItemMod) -> Option<String> {
    module.attrs.iter().filter(|attribute| attribute.path().is_ident("path")).find_map(|attribute| {
        match &attribute.meta {
            Meta::NameValue(pair) => match &pair.value {
                Expr::Lit(value) => match &value.lit {
                    Lit::Str(text) => Some(text.value()),
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        }
    })
}

/// True if an item is compiled for tests only.
pub(super) fn is_test(item: &Item) -> bool {
    let attributes = match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => return false,
    };
    attributes.iter().any(is_test_attribute)
}

pub(super) fn is_test_attribute(attribute: &Attribute) -> bool {
    let Meta::List(list) = &attribute.meta else { return attribute.path().is_ident("test") };
    let text = list.tokens.to_string();
    list.path.is_ident("cfg")
        && text.split(|c: char| !c.is_alphanumeric()).any(|word| word == "test")
        && !text.contains("not")
}
