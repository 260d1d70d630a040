module example.com/payments

go 1.24

toolchain go1.26.8

require (
	example.com/shared v0.0.0
	github.com/Masterminds/semver/v3 v3.3.0
	github.com/docker/docker v27.3.1+incompatible
	github.com/spf13/cobra v1.8.1
	gopkg.in/yaml.v3 v3.0.1
)

require (
	github.com/docker/go-connections v0.8.2 // indirect
	github.com/docker/go-units v0.5.0 // indirect
	github.com/inconshreveable/mousetrap v1.1.0 // indirect
	github.com/moby/docker-image-spec v1.3.1 // indirect
	github.com/opencontainers/go-digest v1.0.0 // indirect
	github.com/opencontainers/image-spec v1.0.2 // indirect
	github.com/spf13/pflag v1.0.5 // indirect
	golang.org/x/mod v0.22.0 // indirect
	golang.org/x/sync v0.10.0 // indirect
	gotest.tools/v3 v3.5.2 // indirect
)

require (
	golang.org/x/text v0.20.0 // kept: tables for sorting
	golang.org/x/tools v0.27.0 // indirect
)

replace example.com/shared => ../local/shared

replace (
	github.com/pkg/errors => github.com/pkg/errors v0.9.1
	golang.org/x/text v0.20.0 => golang.org/x/text v0.21.0
)

exclude github.com/sirupsen/logrus v1.9.1

retract (
	[v1.1.0, v1.1.9]
	v1.0.1 // Published by mistake.
)

tool golang.org/x/tools/cmd/stringer
