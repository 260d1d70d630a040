"""A picture of the architecture in one format a file; `formats` lists them."""
