//! A typed walk over CEL's syntax tree: what a condition compares must be comparable, and what may
//! be empty must be asked about before it is used.
//!
//! CEL itself finds such mistakes only when it runs, which for a workflow means months later, in
//! front of an applicant. The subset is small on purpose: comparison, logic, `in`, `has`, `size`,
//! `exists`, `all`, `exists_one`, `filter`, `map` and a few text functions; no arithmetic, so that
//! a condition without a fault always has a value.

mod answered;
mod comparison;
mod mistakes;
mod operators;
mod walk;

use std::collections::BTreeSet;

use cel::common::ast::IdedExpr;

use walk::Walk;

/// The type of an expression.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Type {
    Bool,
    Number,
    Text,
    Date,
    /// One of these words, as the form or the opinions declare them.
    Choice(Vec<String>),
    /// Texts written out in the condition.
    Written(Vec<String>),
    Null,
    List(Box<Type>),
    Record(Vec<Member>),
    /// A list without elements.
    Empty,
}

/// One member of a record.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Member {
    pub(super) name: String,
    pub(super) kind: Type,
    /// May be null.
    pub(super) nullable: bool,
    /// Why it cannot be used here, although it exists.
    pub(super) hidden: Option<Hidden>,
}

/// Something that exists but is not known at this point.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Hidden {
    pub(super) code: &'static str,
    pub(super) message: String,
    pub(super) hint: String,
}

/// What is wrong with a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mistake {
    pub(super) code: &'static str,
    pub(super) message: String,
    pub(super) hint: String,
}

/// Checks that an expression over these variables is a yes or no.
pub(super) fn check(expression: &IdedExpr, variables: &[Member]) -> Result<(), Mistake> {
    let mut walk = Walk {
        variables: variables.to_vec(),
        answered: BTreeSet::new(),
        macros: 0,
        nodes: 0,
    };
    let found = walk.expression(&expression.expr)?;
    walk.bool(found, "the condition").map(|_| ())
}
