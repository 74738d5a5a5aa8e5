//! ARCHITECTURE.md's walkthroughs name functions that exist, and every setting is read somewhere.

use std::fs;
use std::path::{Path, PathBuf};

use syn::visit::Visit;

/// Every function of a file, methods included.
#[derive(Default)]
struct Functions(Vec<String>);

impl<'ast> Visit<'ast> for Functions {
    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        self.0.push(function.sig.ident.to_string());
        syn::visit::visit_item_fn(self, function);
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        self.0.push(function.sig.ident.to_string());
        syn::visit::visit_impl_item_fn(self, function);
    }
}

/// The file of a module, or every file of the room where the path names the room alone.
fn sources(module: &str) -> Vec<PathBuf> {
    let base = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("src")
        .join(module.replace("::", "/"));
    let file = base.with_extension("rs");
    if file.exists() {
        return vec![file];
    }
    let entries = fs::read_dir(&base).unwrap_or_else(|_| panic!("there is no room `{module}`"));
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect()
}

fn functions_of(module: &str) -> Vec<String> {
    let mut functions = Functions::default();
    for source in sources(module) {
        let text = fs::read_to_string(&source).unwrap();
        functions.visit_file(&syn::parse_file(&text).unwrap());
    }
    functions.0
}

#[test]
fn the_walkthroughs_name_functions_that_exist() {
    let page = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/ARCHITECTURE.md")).unwrap();
    let walkthroughs = page
        .split("## Walkthroughs")
        .nth(1)
        .unwrap()
        .split("\n## ")
        .next()
        .unwrap();
    let spans = walkthroughs.split('`').skip(1).step_by(2);
    let named: Vec<&str> = spans.filter(|span| span.contains("::")).collect();
    assert!(
        named.len() > 20,
        "the walkthroughs name the functions they pass"
    );
    let missing: Vec<&str> = named
        .into_iter()
        .filter(|path| {
            let (module, function) = path.rsplit_once("::").unwrap();
            !functions_of(module).iter().any(|known| known == function)
        })
        .collect();
    assert!(
        missing.is_empty(),
        "ARCHITECTURE.md names what does not exist: {missing:?}"
    );
}

/// The rooms that hand settings on; `config` itself checks and shows all of them.
const READERS: [&str; 3] = ["app", "cli", "telemetry.rs"];

fn text_of(path: &Path) -> String {
    if path.is_dir() {
        let entries = fs::read_dir(path).unwrap();
        return entries
            .map(|entry| text_of(&entry.unwrap().path()))
            .collect();
    }
    fs::read_to_string(path).unwrap()
}

/// Whether a field of this name is read: `.drain_seconds`, and nothing longer.
fn reads(text: &str, key: &str) -> bool {
    let field = format!(".{key}");
    text.match_indices(&field).any(|(at, _)| {
        let after = text[at + field.len()..].chars().next();
        !after.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '(')
    })
}

#[test]
fn every_setting_is_read_outside_the_room_of_settings() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text: String = READERS
        .iter()
        .map(|room| text_of(&root.join("src").join(room)))
        .collect();
    let defaults = fs::read_to_string(root.join("config/default.toml")).unwrap();
    let defaults: toml::Table = defaults.parse().unwrap();
    let keys = defaults.iter().flat_map(|(section, inner)| {
        let keys = inner.as_table().unwrap().keys();
        keys.map(move |key| (section, key))
    });
    let unread: Vec<String> = keys
        .filter(|(_, key)| !reads(&text, key))
        .map(|(section, key)| format!("{section}.{key}"))
        .collect();
    assert!(unread.is_empty(), "set by nobody's reading: {unread:?}");
}
