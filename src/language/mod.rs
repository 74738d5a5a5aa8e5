//! Workflow files: YAML to definition with places, check, schema, diagram.
