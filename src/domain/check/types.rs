//! A typed walk over CEL's syntax tree: what a condition compares must be comparable, and what may
//! be empty must be asked about before it is used.
//!
//! CEL itself finds such mistakes only when it runs, which for a workflow means months later, in
//! front of an applicant. The subset is small on purpose: comparison, logic, `in`, `has`, `size`,
//! `exists`, `all`, `exists_one`, `filter`, `map` and a few text functions; no arithmetic, so that
//! a condition without a fault always has a value.

use std::collections::BTreeSet;

use cel::common::ast::operators as op;
use cel::common::ast::{CallExpr, ComprehensionExpr, Expr, IdedExpr, LiteralValue, SelectExpr};
use chrono::NaiveDate;

use super::nearest::did_you_mean;

/// Deepest nesting of `exists`, `all` and their kin: with 50 rows each, two are 2,500 steps.
const MACROS_DEEP_MAX: usize = 2;
/// Longest list written out in a condition.
const LIST_MAX: usize = 50;
/// Most nodes of one condition.
const NODES_MAX: usize = 300;

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

fn mistake(code: &'static str, message: impl Into<String>, hint: impl Into<String>) -> Mistake {
    Mistake {
        code,
        message: message.into(),
        hint: hint.into(),
    }
}

/// A type, whether it may be null, and under which name a guard can speak of it.
#[derive(Debug, Clone)]
struct Typed {
    kind: Type,
    nullable: bool,
    name: Option<String>,
}

impl Typed {
    fn sure(kind: Type) -> Self {
        Self {
            kind,
            nullable: false,
            name: None,
        }
    }
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

struct Walk {
    /// Innermost last.
    variables: Vec<Member>,
    /// Names known not to be null at this point of the expression.
    answered: BTreeSet<String>,
    macros: usize,
    nodes: usize,
}

impl Walk {
    fn expression(&mut self, expression: &Expr) -> Result<Typed, Mistake> {
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

    /// `a && b` looks at `b` only where `a` holds, `a || b` only where it does not.
    fn logic(&mut self, left: &IdedExpr, right: &IdedExpr, and: bool) -> Result<Typed, Mistake> {
        let found = self.expression(&left.expr)?;
        self.bool(found, "the left side")?;
        let before = self.answered.clone();
        self.answered.extend(answered(&left.expr, and));
        let found = self.expression(&right.expr)?;
        self.answered = before;
        self.bool(found, "the right side")
    }

    fn choice(
        &mut self,
        question: &IdedExpr,
        yes: &IdedExpr,
        no: &IdedExpr,
    ) -> Result<Typed, Mistake> {
        let found = self.expression(&question.expr)?;
        self.bool(found, "what stands before `?`")?;
        let before = self.answered.clone();
        self.answered.extend(answered(&question.expr, true));
        let yes = self.expression(&yes.expr)?;
        self.answered = before.clone();
        self.answered.extend(answered(&question.expr, false));
        let no = self.expression(&no.expr)?;
        self.answered = before;
        comparable(&yes.kind, &no.kind)?;
        let nullable = yes.nullable || no.nullable;
        Ok(Typed {
            kind: merged(Some(yes.kind), no.kind),
            nullable,
            name: None,
        })
    }

    fn order(&mut self, left: &IdedExpr, right: &IdedExpr) -> Result<Typed, Mistake> {
        let (left, right) = (self.expression(&left.expr)?, self.expression(&right.expr)?);
        for side in [&left, &right] {
            if side.nullable {
                return Err(may_be_empty(side.name.as_deref().unwrap_or("the value")));
            }
            if !matches!(
                side.kind,
                Type::Number | Type::Date | Type::Text | Type::Written(_)
            ) {
                let message = format!("{} cannot be compared by `<` or `>`", shown(&side.kind));
                return Err(mistake(
                    "condition-type",
                    message,
                    "only numbers and dates have an order",
                ));
            }
        }
        let is_text = |kind: &Type| matches!(kind, Type::Text | Type::Written(_));
        if is_text(&left.kind) && is_text(&right.kind) {
            let message = "text cannot be compared by `<` or `>`";
            return Err(mistake(
                "condition-type",
                message,
                "use `==`, or make the field a number or a date",
            ));
        }
        comparable(&left.kind, &right.kind)?;
        Ok(Typed::sure(Type::Bool))
    }

    fn membership(&mut self, item: &IdedExpr, list: &IdedExpr) -> Result<Typed, Mistake> {
        let (item, list) = (self.expression(&item.expr)?, self.expression(&list.expr)?);
        if list.nullable {
            return Err(may_be_empty(list.name.as_deref().unwrap_or("the list")));
        }
        match &list.kind {
            Type::List(element) => comparable(&item.kind, element)?,
            Type::Empty => {}
            other => {
                let message = format!("`in` needs a list on its right, not {}", shown(other));
                return Err(mistake(
                    "condition-type",
                    message,
                    "write: form.basis in ['employed', 'self_employed']",
                ));
            }
        }
        Ok(Typed::sure(Type::Bool))
    }

    fn size(&mut self, of: &Expr) -> Result<Typed, Mistake> {
        let found = self.expression(of)?;
        if found.nullable {
            return Err(may_be_empty(found.name.as_deref().unwrap_or("the value")));
        }
        match found.kind {
            Type::List(_) | Type::Empty | Type::Text => Ok(Typed::sure(Type::Number)),
            other => Err(mistake(
                "condition-type",
                format!("{} has no size", shown(&other)),
                "only lists and texts have one",
            )),
        }
    }

    fn method(&mut self, target: &Expr, call: &CallExpr) -> Result<Typed, Mistake> {
        match (call.func_name.as_str(), call.args.as_slice()) {
            ("size", []) => self.size(target),
            ("startsWith" | "endsWith" | "contains", [argument]) => {
                let (on, what) = (self.expression(target)?, self.expression(&argument.expr)?);
                for side in [&on, &what] {
                    if side.nullable {
                        return Err(may_be_empty(side.name.as_deref().unwrap_or("the text")));
                    }
                    if !matches!(
                        side.kind,
                        Type::Text | Type::Choice(_) | Type::Written(_) | Type::Date
                    ) {
                        let message = format!(
                            "`{}` works on text, not on {}",
                            call.func_name,
                            shown(&side.kind)
                        );
                        return Err(mistake("condition-type", message, list_hint(&side.kind)));
                    }
                }
                Ok(Typed::sure(Type::Bool))
            }
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

    fn bool(&self, found: Typed, what: &str) -> Result<Typed, Mistake> {
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

fn usable(member: &Member) -> Result<(), Mistake> {
    match &member.hidden {
        Some(hidden) => Err(mistake(
            hidden.code,
            hidden.message.as_str(),
            hidden.hint.as_str(),
        )),
        None => Ok(()),
    }
}

fn is_accumulator(expression: &Expr) -> bool {
    matches!(expression, Expr::Ident(name) if name.starts_with('@'))
}

fn unsupported(name: &str) -> Mistake {
    let name = name.trim_matches('_');
    mistake(
        "condition-unsupported",
        format!("`{name}` cannot be used in a condition"),
        "use == != < <= > >= && || ! in, has(), size(), exists, all, exists_one, filter, map, startsWith, endsWith, contains",
    )
}

fn may_be_empty(name: &str) -> Mistake {
    mistake(
        "condition-may-be-empty",
        format!("`{name}` may be left empty, and then the condition has no value"),
        format!("ask first: {name} != null && …"),
    )
}

fn unknown_member(on: &str, written: &str, members: &[Member]) -> Mistake {
    let names: Vec<_> = members.iter().map(|member| member.name.as_str()).collect();
    let code = match on {
        "materials" => "unknown-material",
        "opinions" => "unknown-stage",
        _ if on.starts_with("opinions.") => "unknown-review",
        _ => "unknown-field",
    };
    mistake(
        code,
        format!("`{on}` has no `{written}`"),
        did_you_mean(written, names),
    )
}

fn list_hint(kind: &Type) -> String {
    match kind {
        Type::List(_) => "it is a list: use form.group.exists(row, row.field == 'value')".into(),
        _ => "look at the field's type in the form".into(),
    }
}

fn literal_type(literal: &LiteralValue) -> Result<Typed, Mistake> {
    Ok(match literal {
        LiteralValue::Boolean(_) => Typed::sure(Type::Bool),
        LiteralValue::Int(_) | LiteralValue::UInt(_) | LiteralValue::Double(_) => {
            Typed::sure(Type::Number)
        }
        LiteralValue::Null => Typed {
            kind: Type::Null,
            nullable: true,
            name: None,
        },
        LiteralValue::String(text) => Typed::sure(Type::Written(vec![text.inner().to_owned()])),
        LiteralValue::Bytes(_) => {
            return Err(mistake(
                "condition-unsupported",
                "bytes cannot be used in a condition",
                "write text in quotes",
            ));
        }
    })
}

/// The type of two alternatives that were found comparable.
fn merged(one: Option<Type>, other: Type) -> Type {
    match (one, other) {
        (None | Some(Type::Null | Type::Empty), other) => other,
        (Some(one), Type::Null | Type::Empty) => one,
        (Some(Type::Written(mut words)), Type::Written(more)) => {
            words.extend(more);
            Type::Written(words)
        }
        (Some(Type::Written(_)), other) => other,
        (Some(Type::List(one)), Type::List(other)) => {
            Type::List(Box::new(merged(Some(*one), *other)))
        }
        (Some(one), _) => one,
    }
}

/// Whether two types can be equal at all: a choice compared with what is no option never is.
fn comparable(one: &Type, other: &Type) -> Result<(), Mistake> {
    match (one, other) {
        (Type::Null | Type::Empty, _) | (_, Type::Null | Type::Empty) => Ok(()),
        (Type::Choice(known), Type::Written(written))
        | (Type::Written(written), Type::Choice(known)) => among(known, written),
        (Type::Date, Type::Written(written)) | (Type::Written(written), Type::Date) => {
            dates(written)
        }
        (
            Type::Choice(_) | Type::Written(_) | Type::Text,
            Type::Choice(_) | Type::Written(_) | Type::Text,
        ) => Ok(()),
        (Type::List(one), Type::List(other)) => comparable(one, other),
        (one, other) if one == other => Ok(()),
        (one, other) => {
            let message = format!("{} is compared with {}", shown(one), shown(other));
            let hint = match (one, other) {
                (Type::Number, Type::Written(_)) | (Type::Written(_), Type::Number) => {
                    "numbers stand without quotes: form.count > 1"
                }
                (Type::Bool, _) | (_, Type::Bool) => "compare with true or false, without quotes",
                _ => "compare things of one kind",
            };
            Err(mistake("condition-type", message, hint))
        }
    }
}

fn dates(written: &[String]) -> Result<(), Mistake> {
    let wrong =
        |text: &&String| text.len() != 10 || NaiveDate::parse_from_str(text, "%Y-%m-%d").is_err();
    match written.iter().find(wrong) {
        Some(text) => Err(mistake(
            "condition-type",
            format!("'{text}' is not a date"),
            "write dates as '2026-04-01'",
        )),
        None => Ok(()),
    }
}

fn among(known: &[String], written: &[String]) -> Result<(), Mistake> {
    match written.iter().find(|word| !known.contains(word)) {
        None => Ok(()),
        Some(word) => Err(mistake(
            "condition-unknown-word",
            format!("'{word}' is none of the possible answers"),
            did_you_mean(word, known.iter().map(String::as_str)),
        )),
    }
}

/// The names an expression proves to be answered where it holds (or, with `holds` false, where it
/// does not).
fn answered(expression: &Expr, holds: bool) -> BTreeSet<String> {
    let Expr::Call(call) = expression else {
        return BTreeSet::new();
    };
    match (call.func_name.as_str(), call.args.as_slice(), holds) {
        (op::LOGICAL_AND, [left, right], true) | (op::LOGICAL_OR, [left, right], false) => {
            let mut both = answered(&left.expr, holds);
            both.extend(answered(&right.expr, holds));
            both
        }
        (op::LOGICAL_NOT, [only], _) => answered(&only.expr, !holds),
        (op::EQUALS, [left, right], false) | (op::NOT_EQUALS, [left, right], true) => {
            against(left, right, |expr| {
                matches!(expr, Expr::Literal(LiteralValue::Null))
            })
        }
        (op::EQUALS, [left, right], true) | (op::NOT_EQUALS, [left, right], false) => against(
            left,
            right,
            |expr| matches!(expr, Expr::Literal(literal) if !matches!(literal, LiteralValue::Null)),
        ),
        _ => BTreeSet::new(),
    }
}

fn against(left: &IdedExpr, right: &IdedExpr, literal: impl Fn(&Expr) -> bool) -> BTreeSet<String> {
    let named = if literal(&right.expr) {
        name_of(&left.expr)
    } else if literal(&left.expr) {
        name_of(&right.expr)
    } else {
        None
    };
    named.into_iter().collect()
}

fn name_of(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Ident(name) => Some(name.clone()),
        Expr::Select(select) if !select.test => Some(format!(
            "{}.{}",
            name_of(&select.operand.expr)?,
            select.field
        )),
        _ => None,
    }
}

/// A type in words.
fn shown(kind: &Type) -> String {
    match kind {
        Type::Bool => "a yes or no".into(),
        Type::Number => "a number".into(),
        Type::Text => "a text".into(),
        Type::Date => "a date".into(),
        Type::Written(words) if words.len() == 1 => format!("the text '{}'", words[0]),
        Type::Written(_) => "texts".into(),
        Type::Choice(_) => "a choice".into(),
        Type::Null => "null".into(),
        Type::List(_) | Type::Empty => "a list".into(),
        Type::Record(_) => "a group of fields".into(),
    }
}
