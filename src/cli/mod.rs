//! One file per subcommand of the `lianban` binary.
