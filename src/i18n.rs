//! The words of both languages, from `src/i18n/*.ftl`.
