//! Which names an expression proves not to be empty.

use std::collections::BTreeSet;

use cel::common::ast::operators as op;
use cel::common::ast::{Expr, IdedExpr, LiteralValue};

/// The names an expression proves to be answered where it holds (or, with `holds` false, where it
/// does not).
pub(super) fn answered(expression: &Expr, holds: bool) -> BTreeSet<String> {
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
