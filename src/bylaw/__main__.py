"""`python -m bylaw`."""

import sys

if not sys.flags.safe_path and sys.path:
    # The first entry is the current folder: a yaml.py of the repository must not be imported.
    del sys.path[0]

from bylaw.cli import main

main()
