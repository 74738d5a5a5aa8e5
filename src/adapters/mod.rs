//! The real ports: SMTP, file bytes, the machine's clock. Speaks to the outside, knows no rule.
