module example.com/out

go 1.24

// Not one of the workspace's modules, so what go.work says is not for it.
require github.com/gorilla/mux v1.8.0
