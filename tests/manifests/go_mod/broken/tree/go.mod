module example.com/broken

go 1.24

require github.com/pkg/errors
require (
	github.com/lib/pq v1.10.9
	golang.org/x/net v0.31.0 extra
	github.com/gorilla/mux "v1.8.0
	/* a block comment */
	golang.org/x/sys v0.27.0
)
replace golang.org/x/net => golang.org/x/net
replace golang.org/x/sys ../sys
)
requires github.com/x/y v1.0.0
require github.com/x/z `v1.0.0`
tool example.com/nowhere/cmd/thing
exclude (
	github.com/lib/pq v1.10.9
