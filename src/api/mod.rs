//! REST under `/api/v1` and its OpenAPI document. Every write goes through the engine.
