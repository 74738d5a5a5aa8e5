//! ARCHITECTURE.md's walkthroughs name functions that exist.

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
