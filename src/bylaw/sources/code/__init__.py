"""Code as its parser reads it: what is code, what is comment, and shapes in the syntax."""
