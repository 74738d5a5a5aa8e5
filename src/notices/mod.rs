//! What people are told: templates, rendered mail, certificates.
