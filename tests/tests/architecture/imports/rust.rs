//! Arrows between the files of one Rust crate, from its sources alone.
//!
//! An arrow goes from a file to the file that *defines* what the first one names: in a `use`, in a path of an
//! expression or a type, in the tokens of a macro call, or in a string of an attribute such as serde's `with`.
//! Re-exports are followed to the definition. These are no arrows: `mod x;`, the import of a module by itself, and a
//! `pub use` of what stands below the module that re-exports it. Left out are items of `#[cfg(test)]`, and method
//! calls, whose types only the compiler knows.

use super::graph::Arrows;
use super::measure::{self, Measured};
use super::mentions::{Import, Mentions, is_test, names_in};
use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use syn::Item;

/// A module: a file, or a part of one.
struct Module {
    file: String,
    path: Vec<String>,
    parent: Option<usize>,
    names: BTreeMap<String, Vec<Name>>,
    /// Paths of `use path::*`.
    globs: Vec<Vec<String>>,
}

/// A definition of a name in a module.
#[derive(Clone)]
enum Name {
    Module(usize),
    Item,
    Import(Vec<String>),
}

/// The end of a path: a module, or an item that a module defines.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Target {
    Module(usize),
    ItemOf(usize),
}

/// The result of looking a name up in a module.
enum Lookup {
    Found(Target),
    /// The name is imported from another crate.
    External,
    Missing,
}

/// The modules of one crate, with all that they name.
pub(crate) struct Crate {
    base: PathBuf,
    modules: Vec<Module>,
    /// Sizes of its files.
    pub(crate) measured: Vec<Measured>,
    /// The module that names something, and how.
    mentions: Vec<(usize, Mention)>,
}

enum Mention {
    Path(Vec<String>),
    Import(Import),
}

/// Modules and names that were passed on the way, so that imports in a ring end.
type Passed = HashSet<(usize, String)>;

impl Crate {
    /// Reads the crate of this root file; the names of files begin below `base`.
    pub(crate) fn read(root_file: &Path, base: &Path) -> Self {
        let mut found = Self { base: base.to_owned(), modules: Vec::new(), measured: Vec::new(), mentions: Vec::new() };
        found.file(root_file, Vec::new(), None);
        found
    }

    /// Reads a file as the module of this path.
    fn file(&mut self, file: &Path, path: Vec<String>, parent: Option<usize>) -> usize {
        let text = fs::read_to_string(file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        let syntax = syn::parse_file(&text).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        let stem = file.file_stem().unwrap().to_string_lossy().into_owned();
        let folder = file.parent().unwrap();
        let is_top = parent.is_none() || stem == "mod";
        let below = if is_top { folder.to_owned() } else { folder.join(stem) };
        let name = file.strip_prefix(&self.base).unwrap_or(file).to_string_lossy().into_owned();
        self.measured.push(measure::rust(&name, &text, &syntax));
        let id = self.module(name, path, parent);
        self.items(&syntax.items, id, folder, &below);
        id
    }

    fn module(&mut self, file: String, path: Vec<String>, parent: Option<usize>) -> usize {
        self.modules.push(Module { file, path, parent, names: BTreeMap::new(), globs: Vec::new() });
        self.modules.len() - 1
    }

    /// Notes what the items of a module define and name; `below` is the folder of its child modules.
    fn items(&mut self, items: &[Item], module: usize, folder: &Path, below: &Path) {
        for item in items {
            if is_test(item) {
                continue;
            }
            if let Item::Mod(child) = item {
                self.child(child, module, folder, below);
                continue;
            }
            for name in names_in(item) {
                self.name(module, name, Name::Item);
            }
            let Mentions { paths, imports } = Mentions::of(item);
            self.mentions.extend(paths.into_iter().map(|path| (module, Mention::Path(path))));
            for import in imports {
                match &import.name {
                    Some(name) => self.name(module, name.clone(), Name::Import(import.path.clone())),
                    None => self.modules[module].globs.push(import.path.clone()),
                }
                self.mentions.push((module, Mention::Import(import)));
            }
        }
    }

    fn name(&mut self, module: usize, name: String, what: Name) {
        self.modules[module].names.entry(name).or_default().push(what);
    }

    fn child(&mut self, child: &syn::ItemMod, parent: usize, folder: &Path, below: &Path) {
        let name = child.ident.to_string();
        let path = [self.modules[parent].path.as_slice(), std::slice::from_ref(&name)].concat();
        let id = match &child.content {
            Some((_, items)) => {
                let file = self.modules[parent].file.clone();
                let id = self.module(file, path, Some(parent));
                self.items(items, id, folder, &below.join(&name));
                id
            }
            None => {
                let stated = super::mentions::path_attribute(child).map(|stated| folder.join(stated));
                let usual = [below.join(format!("{name}.rs")), below.join(&name).join("mod.rs")];
                let file = stated.or_else(|| usual.into_iter().find(|file| file.exists()));
                self.file(&file.unwrap_or_else(|| panic!("no file of mod {}", path.join("::"))), path, Some(parent))
            }
        };
        self.name(parent, name, Name::Module(id));
    }

    /// The arrows between the files of this crate.
    pub(crate) fn arrows(&self) -> Arrows {
        let mut arrows: Arrows = self.modules.iter().map(|module| (module.file.clone(), BTreeMap::new())).collect();
        for (from, mention) in &self.mentions {
            let path = match mention {
                Mention::Path(path) | Mention::Import(Import { path, .. }) => path,
            };
            let Some(Target::ItemOf(to)) = self.resolve(*from, path, &mut Passed::new()) else { continue };
            let (source, target) = (&self.modules[*from], &self.modules[to]);
            let is_re_export = matches!(mention, Mention::Import(import) if import.is_public);
            if source.file == target.file || is_re_export && target.path.starts_with(&source.path) {
                continue;
            }
            let names = arrows.get_mut(&source.file).unwrap();
            names.entry(target.file.clone()).or_insert_with(|| path.join("::"));
        }
        arrows
    }

    /// The arrows into files of other crates, by the names that code gives to those crates, such as `giaouoc_core`.
    pub(crate) fn arrows_out(&self, others: &BTreeMap<String, &Crate>) -> Arrows {
        let mut arrows = Arrows::new();
        for (from, mention) in &self.mentions {
            let path = match mention {
                Mention::Path(path) | Mention::Import(Import { path, .. }) => path,
            };
            let Some(outer) = self.outer(*from, path, others) else { continue };
            let other = others[&outer[0]];
            if let Some(Target::ItemOf(to)) = other.resolve(0, &outer[1..], &mut Passed::new()) {
                let names = arrows.entry(self.modules[*from].file.clone()).or_default();
                names.entry(other.modules[to].file.clone()).or_insert_with(|| outer.join("::"));
            }
        }
        arrows
    }

    /// The path from the name of another crate on, imports followed.
    fn outer(&self, module: usize, path: &[String], others: &BTreeMap<String, &Crate>) -> Option<Vec<String>> {
        let (first, rest) = path.split_first()?;
        for name in self.modules[module].names.get(first).into_iter().flatten() {
            if let Name::Import(import) = name
                && import.first() != Some(first)
            {
                let begun = self.outer(module, import, others)?;
                return Some([begun, rest.to_vec()].concat());
            }
        }
        others.contains_key(first).then(|| path.to_vec())
    }

    /// The end of a path that stands in a module; none if it leads into another crate or to a local variable.
    fn resolve(&self, from: usize, path: &[String], passed: &mut Passed) -> Option<Target> {
        let (first, mut rest) = path.split_first()?;
        let mut at = match first.as_str() {
            "crate" => Target::Module(0),
            "self" => Target::Module(from),
            "super" => Target::Module(self.modules[from].parent?),
            name => match self.lookup(from, name, rest.is_empty(), passed) {
                Lookup::Found(target) => target,
                Lookup::External | Lookup::Missing => return None,
            },
        };
        while let (Target::Module(module), Some((name, after))) = (at, rest.split_first()) {
            rest = after;
            at = match name.as_str() {
                "self" => at,
                "super" => Target::Module(self.modules[module].parent?),
                name => match self.lookup(module, name, rest.is_empty(), passed) {
                    Lookup::Found(target) => target,
                    Lookup::External => return None,
                    // A macro of that module has made it.
                    Lookup::Missing => Target::ItemOf(module),
                },
            };
        }
        Some(at)
    }

    /// `is_last`: the name ends its path, so that of a module and an item the item is meant.
    fn lookup(&self, module: usize, name: &str, is_last: bool, passed: &mut Passed) -> Lookup {
        if !passed.insert((module, format!("{name} {is_last}"))) {
            return Lookup::Missing;
        }
        let mut is_external = false;
        let mut found = Vec::new();
        for what in self.modules[module].names.get(name).into_iter().flatten() {
            match what {
                Name::Module(id) => found.push(Target::Module(*id)),
                Name::Item => found.push(Target::ItemOf(module)),
                Name::Import(path) => match self.resolve(module, path, passed) {
                    Some(target) => found.push(target),
                    None => is_external = true,
                },
            }
        }
        let wanted = found.iter().find(|target| matches!(target, Target::ItemOf(_)) == is_last);
        if let Some(target) = wanted.or(found.first()) {
            return Lookup::Found(*target);
        }
        if is_external {
            return Lookup::External;
        }
        for glob in &self.modules[module].globs {
            if let Some(Target::Module(other)) = self.resolve(module, glob, passed)
                && other != module
                && let Lookup::Found(target) = self.lookup(other, name, is_last, passed)
            {
                return Lookup::Found(target);
            }
        }
        Lookup::Missing
    }
}
