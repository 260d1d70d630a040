"""Decision records (ADRs) read from the files of a tree, a format a file."""
