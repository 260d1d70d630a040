module example.com/service

go 1.22

require (
	github.com/Masterminds/semver/v3 v3.3.1
	github.com/spf13/cobra v1.8.0
	github.com/stretchr/testify v1.9.0
)

require (
	github.com/inconshreveable/mousetrap v1.1.0 // indirect
	github.com/spf13/pflag v1.0.4 // indirect
)

replace github.com/spf13/cobra => example.com/forks/cobra v1.8.1
