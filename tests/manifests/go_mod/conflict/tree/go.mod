module example.com/conflict

go 1.24

<<<<<<< HEAD
require github.com/pkg/errors v0.9.0
=======
require github.com/pkg/errors v0.9.1
>>>>>>> feature
