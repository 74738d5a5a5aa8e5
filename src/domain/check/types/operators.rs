//! What the operators and functions of a condition take.

use cel::common::ast::{CallExpr, Expr, IdedExpr};

use super::answered::answered;
use super::comparison::{comparable, merged};
use super::mistakes::{list_hint, may_be_empty, mistake, shown, unsupported};
use super::walk::{Typed, Walk};
use super::{Mistake, Type};

impl Walk {
    /// `a && b` looks at `b` only where `a` holds, `a || b` only where it does not.
    pub(super) fn logic(
        &mut self,
        left: &IdedExpr,
        right: &IdedExpr,
        and: bool,
    ) -> Result<Typed, Mistake> {
        let found = self.expression(&left.expr)?;
        self.bool(found, "the left side")?;
        let before = self.answered.clone();
        self.answered.extend(answered(&left.expr, and));
        let found = self.expression(&right.expr)?;
        self.answered = before;
        self.bool(found, "the right side")
    }

    pub(super) fn choice(
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

    pub(super) fn order(&mut self, left: &IdedExpr, right: &IdedExpr) -> Result<Typed, Mistake> {
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

    pub(super) fn membership(
        &mut self,
        item: &IdedExpr,
        list: &IdedExpr,
    ) -> Result<Typed, Mistake> {
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

    pub(super) fn size(&mut self, of: &Expr) -> Result<Typed, Mistake> {
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

    pub(super) fn method(&mut self, target: &Expr, call: &CallExpr) -> Result<Typed, Mistake> {
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
}
