module example.com/lib // Deprecated: use example.com/lib/v2 instead.

go 1.24
