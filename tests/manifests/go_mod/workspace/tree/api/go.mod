module example.com/api

go 1.24

require (
	example.com/lib v1.4.0
	github.com/gorilla/mux v1.8.0
	golang.org/x/net v0.31.0 // indirect
)
