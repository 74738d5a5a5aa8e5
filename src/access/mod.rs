//! Who is calling: bearer tokens, officers and their roles. Never decides what a request may do.
