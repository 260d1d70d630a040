"""How fast bylaw is, against git in the same run: `make bench`."""
