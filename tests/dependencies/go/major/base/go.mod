module example.com/service

go 1.22

require github.com/go-chi/chi v1.5.5
