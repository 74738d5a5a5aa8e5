//! What API and pages share: extractors, uploads, role guard, problem documents.
