//! The walk itself: every node of the tree gets a type or ends the walk.

use std::collections::BTreeSet;

use cel::common::ast::operators as op;
use cel::common::ast::{CallExpr, ComprehensionExpr, Expr, IdedExpr, SelectExpr};

use super::comparison::{comparable, literal_type, merged};
use super::mistakes::{
    list_hint, may_be_empty, mistake, shown, unknown_member, unsupported, usable,
};
use super::{Member, Mistake, Type};
use crate::domain::check::nearest::did_you_mean;

/// Deepest nesting of `exists`, `all` and their kin: with 50 rows each, two are 2,500 steps.
const MACROS_DEEP_MAX: usize = 2;

/// Longest list written out in a condition.
const LIST_MAX: usize = 50;

/// Most nodes of one condition.
const NODES_MAX: usize = 300;

/// A type, whether it may be null, and under which name a guard can speak of it.
#[derive(Debug, Clone)]
pub(super) struct Typed {
    pub(super) kind: Type,
    pub(super) nullable: bool,
    pub(super) name: Option<String>,
}

impl Typed {
    pub(super) fn sure(kind: Type) -> Self {
        Self {
            kind,
            nullable: false,
            name: None,
        }
    }
}

pub(super) struct Walk {
    /// Innermost last.
    pub(super) variables: Vec<Member>,
    /// Names known not to be null at this point of the expression.
    pub(super) answered: BTreeSet<String>,
    pub(super) macros: usize,
    pub(super) nodes: usize,
}

impl Walk {
    pub(super) fn expression(&mut self, expression: &Expr) -> Result<Typed, Mistake> {
        self.nodes += 1;
        if self.nodes > NODES_MAX {
            return Err(mistake(
                "condition-too-large",
                "the condition is too large",
                "split it over several stages",
            ));
        }
        match expression {
            Expr::Ident(name) => self.variable(name),
            Expr::Literal(literal) => literal_type(literal),
            Expr::List(list) => self.list(&list.elements),
            Expr::Select(select) => self.select(select),
            Expr::Call(call) => self.call(call),
            Expr::Comprehension(comprehension) => self.comprehension(comprehension),
            Expr::Map(_) | Expr::Struct(_) | Expr::Unspecified => Err(mistake(
                "condition-unsupported",
                "a condition cannot build a mapping",
                "compare fields with values",
            )),
        }
    }

    fn variable(&mut self, name: &str) -> Result<Typed, Mistake> {
        let found = self
            .variables
            .iter()
            .rev()
            .find(|member| member.name == name)
            .cloned();
        let Some(found) = found else {
            let known: Vec<_> = self
                .variables
                .iter()
                .map(|member| member.name.as_str())
                .filter(|name| !name.starts_with('@'))
                .collect();
            return Err(mistake(
                "condition-unknown-name",
                format!("`{name}` means nothing here"),
                did_you_mean(name, known),
            ));
        };
        usable(&found)?;
        Ok(Typed {
            nullable: found.nullable && !self.answered.contains(name),
            kind: found.kind,
            name: Some(name.into()),
        })
    }

    fn select(&mut self, select: &SelectExpr) -> Result<Typed, Mistake> {
        let operand = self.expression(&select.operand.expr)?;
        let on = operand.name.clone().unwrap_or_else(|| "the value".into());
        if operand.nullable {
            return Err(may_be_empty(&on));
        }
        let Type::Record(members) = operand.kind else {
            let message = format!(
                "`{on}` is {} and has no part `{}`",
                shown(&operand.kind),
                select.field
            );
            return Err(mistake("condition-type", message, list_hint(&operand.kind)));
        };
        let Some(member) = members.iter().find(|member| member.name == select.field) else {
            return Err(unknown_member(&on, &select.field, &members));
        };
        usable(member)?;
        if select.test {
            return Ok(Typed::sure(Type::Bool));
        }
        let name = operand.name.map(|name| format!("{name}.{}", select.field));
        let answered = name
            .as_ref()
            .is_some_and(|name| self.answered.contains(name));
        Ok(Typed {
            kind: member.kind.clone(),
            nullable: member.nullable && !answered,
            name,
        })
    }

    fn list(&mut self, elements: &[IdedExpr]) -> Result<Typed, Mistake> {
        if elements.len() > LIST_MAX {
            return Err(mistake(
                "condition-too-large",
                format!("a list of {} values", elements.len()),
                format!("write at most {LIST_MAX}"),
            ));
        }
        let mut kind: Option<Type> = None;
        for element in elements {
            let found = self.expression(&element.expr)?;
            if let Some(kind) = &kind {
                comparable(kind, &found.kind)?;
            }
            kind = Some(merged(kind, found.kind));
        }
        Ok(Typed::sure(
            kind.map_or(Type::Empty, |kind| Type::List(Box::new(kind))),
        ))
    }

    fn call(&mut self, call: &CallExpr) -> Result<Typed, Mistake> {
        if let Some(target) = &call.target {
            return self.method(&target.expr, call);
        }
        match (call.func_name.as_str(), call.args.as_slice()) {
            (op::LOGICAL_AND, [left, right]) => self.logic(left, right, true),
            (op::LOGICAL_OR, [left, right]) => self.logic(left, right, false),
            (op::LOGICAL_NOT | op::NOT_STRICTLY_FALSE, [only]) => {
                let found = self.expression(&only.expr)?;
                self.bool(found, "what `!` turns round")
            }
            (op::CONDITIONAL, [question, yes, no]) => self.choice(question, yes, no),
            (op::EQUALS | op::NOT_EQUALS, [left, right]) => {
                let (left, right) = (self.expression(&left.expr)?, self.expression(&right.expr)?);
                comparable(&left.kind, &right.kind)?;
                Ok(Typed::sure(Type::Bool))
            }
            (op::LESS | op::LESS_EQUALS | op::GREATER | op::GREATER_EQUALS, [left, right]) => {
                self.order(left, right)
            }
            (op::IN, [item, list]) => self.membership(item, list),
            (op::ADD, [left, right]) if is_accumulator(&left.expr) => self.accumulate(left, right),
            ("size", [only]) => self.size(&only.expr),
            (op::NEGATE, [only]) => {
                let found = self.expression(&only.expr)?;
                comparable(&found.kind, &Type::Number)?;
                Ok(found)
            }
            (op::ADD | op::SUBSTRACT | op::MULTIPLY | op::DIVIDE | op::MODULO, _) => Err(mistake(
                "condition-unsupported",
                "a condition does not calculate",
                "compare fields with values; a key with `-` in it cannot be used in a condition, name it with `_`",
            )),
            (name, _) => Err(unsupported(name)),
        }
    }

    fn comprehension(&mut self, macro_: &ComprehensionExpr) -> Result<Typed, Mistake> {
        if self.macros == MACROS_DEEP_MAX {
            return Err(mistake(
                "condition-too-large",
                "lists are searched inside one another too deep",
                format!("nest `exists`, `all` and the like at most {MACROS_DEEP_MAX} deep"),
            ));
        }
        let range = self.expression(&macro_.iter_range.expr)?;
        if range.nullable {
            return Err(may_be_empty(range.name.as_deref().unwrap_or("the list")));
        }
        let element = match range.kind {
            Type::List(element) => *element,
            Type::Empty => Type::Null,
            other => {
                let name = range.name.unwrap_or_else(|| "this".into());
                let message = format!("`{name}` is {}, not a list to search", shown(&other));
                return Err(mistake(
                    "condition-type",
                    message,
                    "only repeated groups and lists can be searched",
                ));
            }
        };
        let accumulated = self.expression(&macro_.accu_init.expr)?;
        let outer = self.variables.len();
        self.variables
            .push(member(&macro_.accu_var, accumulated.kind));
        self.variables.push(member(&macro_.iter_var, element));
        self.macros += 1;
        let before = self.answered.clone();
        let inner = format!("{}.", macro_.iter_var);
        self.answered
            .retain(|name| *name != macro_.iter_var && !name.starts_with(&inner));
        let step = self.expression(&macro_.loop_step.expr);
        self.answered = before;
        self.macros -= 1;
        let step = step?;
        self.variables[outer].kind = step.kind;
        let result = self.expression(&macro_.result.expr);
        self.variables.truncate(outer);
        result.map(|found| Typed {
            name: None,
            ..found
        })
    }

    /// The steps of `exists_one`, `filter` and `map` add to what was gathered so far.
    fn accumulate(&mut self, gathered: &IdedExpr, more: &IdedExpr) -> Result<Typed, Mistake> {
        let gathered = self.expression(&gathered.expr)?;
        let more = self.expression(&more.expr)?;
        Ok(Typed::sure(merged(Some(gathered.kind), more.kind)))
    }

    pub(super) fn bool(&self, found: Typed, what: &str) -> Result<Typed, Mistake> {
        if found.nullable {
            return Err(may_be_empty(found.name.as_deref().unwrap_or(what)));
        }
        if found.kind == Type::Bool {
            return Ok(Typed::sure(Type::Bool));
        }
        let message = format!(
            "{what} must be true or false, and is {}",
            shown(&found.kind)
        );
        Err(mistake(
            "condition-type",
            message,
            "compare it with something: form.count > 1",
        ))
    }
}

fn member(name: &str, kind: Type) -> Member {
    Member {
        name: name.into(),
        kind,
        nullable: false,
        hidden: None,
    }
}

fn is_accumulator(expression: &Expr) -> bool {
    matches!(expression, Expr::Ident(name) if name.starts_with('@'))
}
