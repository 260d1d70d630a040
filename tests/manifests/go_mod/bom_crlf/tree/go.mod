module example.com/windows

go 1.24

require (
	github.com/pkg/errors v0.9.1 // indirect
	golang.org/x/sys v0.27.0
)

replace golang.org/x/sys => .\sys
