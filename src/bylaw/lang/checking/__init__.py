"""The parts of the checker: each turns one kind of syntax into its type and its checked form."""
