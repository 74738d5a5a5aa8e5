//! Reads Rust sources for every path they name: `use` trees, types and calls, attributes, and
//! what stands inside macros, where only tokens can be read.

use proc_macro2::{Spacing, TokenStream, TokenTree};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

/// One source file and its place in the crate.
pub(super) struct Module {
    /// As in `src/domain/clock.rs`.
    pub(super) file: String,
    /// As in `["domain", "clock"]`; never empty but for `lib.rs`.
    path: Vec<String>,
    syntax: syn::File,
}

/// One path that a source names.
pub(super) struct Use {
    /// Starts with `crate` inside our own crate, however it was written; a glob ends with `*`.
    pub(super) path: Vec<String>,
    pub(super) line: usize,
    pub(super) in_test: bool,
}

impl Module {
    /// # Panics
    /// When the source is not Rust.
    pub(super) fn read(file: &str, source: &str) -> Self {
        let inner = file.strip_prefix("src/").unwrap_or(file);
        let mut path: Vec<String> = inner
            .trim_end_matches(".rs")
            .split('/')
            .map(str::to_owned)
            .collect();
        if path
            .last()
            .is_some_and(|last| last == "mod" || last == "lib")
        {
            path.pop();
        }
        let syntax = syn::parse_file(source).unwrap_or_else(|e| panic!("{file}: {e}"));
        Self {
            file: file.to_owned(),
            path,
            syntax,
        }
    }

    /// The room the file belongs to; that of `lib.rs` may use anything, as `app` may.
    pub(super) fn room(&self) -> &str {
        self.path.first().map_or("app", String::as_str)
    }

    /// Every path in here. `all` says which files are test modules, declared in another file.
    pub(super) fn uses(&self, all: &[Self]) -> Vec<Use> {
        let in_test = all
            .iter()
            .flat_map(Self::test_modules)
            .any(|test| self.path.starts_with(&test));
        let mut reader = Reader {
            module: self.path.clone(),
            in_test,
            uses: Vec::new(),
        };
        reader.visit_file(&self.syntax);
        reader.uses
    }

    /// The paths of modules that are declared here as `#[cfg(test)] mod name;`.
    fn test_modules(&self) -> Vec<Vec<String>> {
        let declared = self.syntax.items.iter().filter_map(|item| match item {
            syn::Item::Mod(module) if module.content.is_none() && is_test(&module.attrs) => {
                let name = [module.ident.to_string()];
                Some([&self.path[..], &name].concat())
            }
            _ => None,
        });
        declared.collect()
    }
}

fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute
                .parse_args::<syn::Path>()
                .is_ok_and(|condition| condition.is_ident("test"))
    })
}

struct Reader {
    /// Where we are, inline modules included.
    module: Vec<String>,
    in_test: bool,
    uses: Vec<Use>,
}

impl Reader {
    fn note(&mut self, segments: Vec<String>, line: usize) {
        let path = self.resolve(segments);
        let in_test = self.in_test;
        self.uses.push(Use {
            path,
            line,
            in_test,
        });
    }

    /// Writes `self`, `super` and our own crate's name as paths from `crate`.
    fn resolve(&self, segments: Vec<String>) -> Vec<String> {
        let mut base = match segments.first().map(String::as_str) {
            Some("crate" | "lianban") => Vec::new(),
            Some("self" | "super") => self.module.clone(),
            _ => return segments,
        };
        for segment in segments {
            match segment.as_str() {
                "crate" | "lianban" | "self" => {}
                "super" => drop(base.pop()),
                _ => base.push(segment),
            }
        }
        base.insert(0, "crate".to_owned());
        base
    }

    fn walk_use(&mut self, tree: &syn::UseTree, before: &[String]) {
        let then = |name: String| [before, &[name]].concat();
        match tree {
            syn::UseTree::Path(path) => self.walk_use(&path.tree, &then(path.ident.to_string())),
            syn::UseTree::Name(name) => {
                self.note(then(name.ident.to_string()), name.span().start().line)
            }
            syn::UseTree::Rename(name) => {
                self.note(then(name.ident.to_string()), name.span().start().line)
            }
            syn::UseTree::Glob(glob) => self.note(then("*".to_owned()), glob.span().start().line),
            syn::UseTree::Group(group) => group
                .items
                .iter()
                .for_each(|tree| self.walk_use(tree, before)),
        }
    }

    /// Paths among tokens: runs of names joined by `::`, and texts that are such a path, as
    /// serde's attributes have them.
    fn walk_tokens(&mut self, tokens: TokenStream) {
        let mut run: Vec<String> = Vec::new();
        let mut line = 0;
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(name) => {
                    if colons != 2 {
                        self.end_run(&mut run, line);
                        line = name.span().start().line;
                    }
                    run.push(name.to_string());
                    colons = 0;
                }
                TokenTree::Punct(mark) if mark.as_char() == ':' => {
                    colons += if colons == 1 || mark.spacing() == Spacing::Joint {
                        1
                    } else {
                        3
                    };
                }
                TokenTree::Group(group) => {
                    self.end_run(&mut run, line);
                    colons = 0;
                    self.walk_tokens(group.stream());
                }
                TokenTree::Literal(literal) => {
                    self.end_run(&mut run, line);
                    colons = 0;
                    self.walk_text(&literal);
                }
                TokenTree::Punct(_) => {
                    self.end_run(&mut run, line);
                    colons = 0;
                }
            }
        }
        self.end_run(&mut run, line);
    }

    fn end_run(&mut self, run: &mut Vec<String>, line: usize) {
        if run.len() > 1 {
            self.note(std::mem::take(run), line);
        }
        run.clear();
    }

    fn walk_text(&mut self, literal: &proc_macro2::Literal) {
        let text = literal.to_string();
        let path = syn::parse_str::<syn::Path>(text.trim_matches('"'));
        if let Ok(path) = path.as_ref()
            && path.segments.len() > 1
        {
            self.note(segments(path), literal.span().start().line);
        }
    }
}

fn segments(path: &syn::Path) -> Vec<String> {
    let names = path.segments.iter();
    names.map(|segment| segment.ident.to_string()).collect()
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        let was_test = self.in_test;
        self.in_test |= is_test(&module.attrs);
        self.module.push(module.ident.to_string());
        visit::visit_item_mod(self, module);
        self.module.pop();
        self.in_test = was_test;
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.walk_use(&item.tree, &[]);
    }

    fn visit_item_extern_crate(&mut self, item: &'ast syn::ItemExternCrate) {
        self.note(vec![item.ident.to_string()], item.span().start().line);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.segments.len() > 1 {
            self.note(segments(path), path.span().start().line);
        }
        visit::visit_path(self, path);
    }

    fn visit_meta_list(&mut self, list: &'ast syn::MetaList) {
        visit::visit_meta_list(self, list);
        self.walk_tokens(list.tokens.clone());
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        visit::visit_macro(self, call);
        self.walk_tokens(call.tokens.clone());
    }
}
