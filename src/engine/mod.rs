//! Load, decide, save: the one write path to a request.
