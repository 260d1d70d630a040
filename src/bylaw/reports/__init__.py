"""A verdict in one format a file; `registry` lists them."""
