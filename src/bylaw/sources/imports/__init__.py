"""What source files import: one file a language, which reads statements and resolves them."""
