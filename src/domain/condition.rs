//! Conditions: the CEL expressions of a workflow, compiled with bounds and evaluated over a scope.
//!
//! A condition answers yes or no from what is known of a request and nothing else; it has no clock
//! and no side effect. `check::types` proves beforehand that it has a value, so evaluation of a
//! checked workflow does not fail. Start at [`Conditions`] and [`Scope::new`].

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, LazyLock};

use cel::objects::{Key, Map};
use cel::{Context, Env, Program, Value};
use serde_json::Value as Json;

use super::definition::{Condition, Field, FieldKind, FilerKind, Workflow};
use super::identifiers::{MaterialKey, ReviewKey, StageKey};

/// Longest condition, in characters.
pub const CONDITION_MAX_CHARS: usize = 500;
/// Deepest nesting of brackets in a condition.
pub const CONDITION_DEPTH_MAX: usize = 12;
/// What a condition sees where no opinion was given.
pub const NO_OPINION: &str = "none";
/// Everything an opinion may be in a condition.
pub const OPINION_WORDS: [&str; 5] = ["agree", "conditions", "refuse", "not_concerned", NO_OPINION];

static ENV: LazyLock<Arc<Env>> = LazyLock::new(|| Arc::new(Env::stdlib()));

/// Why a condition has no value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConditionError {
    /// It is no expression.
    #[error("condition `{condition}` cannot be read: {reason}")]
    Unreadable {
        /// The condition.
        condition: String,
        /// What the parser says.
        reason: String,
    },
    /// It is longer or deeper than conditions may be.
    #[error("condition `{condition}` is {reason}")]
    TooLarge {
        /// Its beginning.
        condition: String,
        /// Which bound it breaks.
        reason: String,
    },
    /// It could not be evaluated over this scope.
    #[error("condition `{condition}` has no value: {reason}")]
    Failed {
        /// The condition.
        condition: String,
        /// What went wrong.
        reason: String,
    },
}

impl Condition {
    /// Parses the expression within bounds.
    ///
    /// # Errors
    /// When it is too long, nested too deep, or no CEL.
    pub fn compile(&self) -> Result<Program, ConditionError> {
        self.within_bounds()?;
        Program::compile(&self.0).map_err(|errors| ConditionError::Unreadable {
            condition: self.0.clone(),
            reason: first_line(&errors.to_string()),
        })
    }

    /// Whether it hangs on who files.
    #[must_use]
    pub fn names_filer(&self) -> bool {
        let program = self.compile().ok();
        program.is_some_and(|program| program.references().has_variable("filer"))
    }

    /// The parser recurses, so what could exhaust its stack never reaches it.
    fn within_bounds(&self) -> Result<(), ConditionError> {
        let too_large = |reason: String| ConditionError::TooLarge {
            condition: self.0.chars().take(60).collect(),
            reason,
        };
        if self.0.chars().count() > CONDITION_MAX_CHARS {
            return Err(too_large(format!(
                "longer than {CONDITION_MAX_CHARS} characters"
            )));
        }
        let (mut depth, mut deepest) = (0_usize, 0);
        for c in self.0.chars() {
            match c {
                '(' | '[' | '{' | '?' => depth += 1,
                ')' | ']' | '}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            deepest = deepest.max(depth);
        }
        if deepest > CONDITION_DEPTH_MAX {
            return Err(too_large(format!(
                "nested more than {CONDITION_DEPTH_MAX} levels"
            )));
        }
        let repeated = |c: char| {
            self.0
                .split(|other: char| other != c && other != ' ')
                .map(str::len)
                .max()
        };
        if [repeated('!'), repeated('-')]
            .into_iter()
            .flatten()
            .any(|run| run > CONDITION_DEPTH_MAX)
        {
            return Err(too_large("a row of the same sign".into()));
        }
        Ok(())
    }
}

fn first_line(text: &str) -> String {
    let line = text.lines().next().unwrap_or("no CEL");
    line.trim_start_matches("ERROR: ")
        .chars()
        .take(160)
        .collect()
}

/// What is known of a request when a condition is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Scope {
    form: Json,
    row: Option<Json>,
    filer: Option<FilerKind>,
    materials: BTreeMap<String, bool>,
    opinions: BTreeMap<String, BTreeMap<String, String>>,
}

impl Scope {
    /// The scope of a request: fields nobody answered are null, materials not handed in false,
    /// opinions not given [`NO_OPINION`].
    ///
    /// `form` is the form's JSON, `handed_in` the materials there are, `opinions` one word of
    /// [`OPINION_WORDS`] for each finished review. Of a `for_each` review the caller gives the
    /// gravest row: refuse, then none, conditions, agree, not_concerned.
    #[must_use]
    pub fn new(
        workflow: &Workflow,
        form: &Json,
        handed_in: &BTreeSet<MaterialKey>,
        opinions: &BTreeMap<(StageKey, ReviewKey), String>,
    ) -> Self {
        let materials = workflow
            .materials
            .iter()
            .map(|material| (material.key.to_string(), handed_in.contains(&material.key)))
            .collect();
        let mut said: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
        for stage in &workflow.stages {
            let words = said.entry(stage.key.to_string()).or_default();
            for review in stage.round().into_iter().flat_map(|round| &round.reviews) {
                let key = (stage.key.clone(), review.key.clone());
                let word = opinions.get(&key).map_or(NO_OPINION, String::as_str);
                words.insert(review.key.to_string(), word.to_owned());
            }
        }
        Self {
            form: completed(&workflow.form, form),
            row: None,
            filer: None,
            materials,
            opinions: said,
        }
    }

    /// The same scope for one row of a repeated group, as `for_each` reviews see it; `group` is
    /// the group's key.
    #[must_use]
    pub fn with_row(mut self, workflow: &Workflow, group: &str, row: &Json) -> Self {
        let fields = workflow.field(group).map(|field| &field.kind);
        self.row = Some(match fields {
            Some(FieldKind::Group { fields, .. }) => completed(fields, row),
            _ => row.clone(),
        });
        self
    }

    /// The same scope, with who files: what materials alone may hang on.
    #[must_use]
    pub fn filed_by(mut self, filer: Option<FilerKind>) -> Self {
        self.filer = filer;
        self
    }

    fn context(&self) -> Context<'static, 'static> {
        let mut context = Context::with_env(Arc::clone(&ENV));
        context.add_variable_from_value("form", cel_value(&self.form));
        if let Some(row) = &self.row {
            context.add_variable_from_value("row", cel_value(row));
        }
        if let Some(filer) = self.filer {
            context.add_variable_from_value("filer", Value::from(filer.as_str()));
        }
        let materials = self
            .materials
            .iter()
            .map(|(key, there)| (key.clone(), Value::Bool(*there)));
        context.add_variable_from_value("materials", map(materials));
        let opinions = self.opinions.iter().map(|(stage, reviews)| {
            let words = reviews
                .iter()
                .map(|(key, word)| (key.clone(), Value::from(word.as_str())));
            (stage.clone(), map(words))
        });
        context.add_variable_from_value("opinions", map(opinions));
        context
    }
}

/// The answers with every declared field present, and money as a number so that it compares.
fn completed(fields: &[Field], answers: &Json) -> Json {
    let mut whole = answers.as_object().cloned().unwrap_or_default();
    for field in fields {
        let answer = whole.remove(field.key.as_str()).unwrap_or(Json::Null);
        let answer = match (&field.kind, answer) {
            (FieldKind::Money, Json::String(text)) => {
                text.trim().parse::<f64>().map_or(Json::Null, Json::from)
            }
            (
                FieldKind::Group {
                    fields,
                    repeat: Some(_),
                },
                Json::Array(rows),
            ) => rows.iter().map(|row| completed(fields, row)).collect(),
            (
                FieldKind::Group {
                    repeat: Some(_), ..
                },
                _,
            ) => Json::Array(Vec::new()),
            (
                FieldKind::Group {
                    fields,
                    repeat: None,
                },
                answer,
            ) => completed(fields, &answer),
            (_, answer) => answer,
        };
        whole.insert(field.key.to_string(), answer);
    }
    Json::Object(whole)
}

fn cel_value(json: &Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(yes) => Value::Bool(*yes),
        Json::Number(number) => match number.as_i64() {
            Some(whole) => Value::Int(whole),
            None => Value::Float(number.as_f64().unwrap_or_default()),
        },
        Json::String(text) => Value::from(text.as_str()),
        Json::Array(items) => Value::List(Arc::new(items.iter().map(cel_value).collect())),
        Json::Object(entries) => map(entries
            .iter()
            .map(|(key, value)| (key.clone(), cel_value(value)))),
    }
}

fn map(entries: impl Iterator<Item = (String, Value)>) -> Value {
    let map: HashMap<Key, Value> = entries
        .map(|(key, value)| (Key::from(key), value))
        .collect();
    Value::Map(Map { map: Arc::new(map) })
}

/// Whether the condition holds.
///
/// # Errors
/// When it cannot be read, or has no truth value over this scope.
pub fn evaluate(condition: &Condition, scope: &Scope) -> Result<bool, ConditionError> {
    run(&condition.compile()?, condition, scope)
}

fn run(program: &Program, condition: &Condition, scope: &Scope) -> Result<bool, ConditionError> {
    let failed = |reason: String| ConditionError::Failed {
        condition: condition.0.clone(),
        reason,
    };
    match program.execute(&scope.context()) {
        Ok(Value::Bool(holds)) => Ok(holds),
        Ok(_) => Err(failed("it is neither true nor false".into())),
        Err(error) => Err(failed(error.to_string())),
    }
}

/// The conditions of a workflow, compiled once.
#[derive(Debug, Default)]
pub struct Conditions {
    programs: HashMap<String, Program>,
}

impl Conditions {
    /// Compiles every condition of the workflow; one that cannot be read says so when asked.
    #[must_use]
    pub fn of(workflow: &Workflow) -> Self {
        let mut all = Vec::new();
        in_form(&workflow.form, &mut all);
        all.extend(
            workflow
                .materials
                .iter()
                .filter_map(|material| material.when.as_ref()),
        );
        for stage in &workflow.stages {
            all.extend(&stage.when);
            all.extend(
                stage
                    .round()
                    .into_iter()
                    .flat_map(|round| &round.reviews)
                    .filter_map(|review| review.when.as_ref()),
            );
        }
        let compiled =
            |condition: &Condition| Some((condition.0.clone(), condition.compile().ok()?));
        Self {
            programs: all.into_iter().filter_map(compiled).collect(),
        }
    }

    /// [`evaluate`], without compiling what is compiled.
    ///
    /// # Errors
    /// As [`evaluate`].
    pub fn holds(&self, condition: &Condition, scope: &Scope) -> Result<bool, ConditionError> {
        match self.programs.get(&condition.0) {
            Some(program) => run(program, condition, scope),
            None => evaluate(condition, scope),
        }
    }
}

fn in_form<'a>(fields: &'a [Field], all: &mut Vec<&'a Condition>) {
    for field in fields {
        all.extend(&field.when);
        if let FieldKind::Group { fields, .. } = &field.kind {
            in_form(fields, all);
        }
    }
}
