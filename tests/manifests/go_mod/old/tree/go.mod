// Before Go 1.17, a go.mod need not name the modules that others bring in.
module "example.com/old"

go 1.16

require (
	github.com/pkg/errors v0.9.1
	"github.com/gorilla/websocket" "v1.4.2" //indirect
	github.com/lib/pq v1.10.9 // indirect; the driver is loaded by name
	github.com/hashicorp/vault v0.11.0+incompatible // not indirect
	golang.org/x/crypto v0.0.0-20210921155107-089bfa567519
	github.com/gogo/protobuf master
	gopkg.in/yaml.v2 v2.2.1
	github.com/docker/docker v20.10.7+incompatible
)

exclude (
	gopkg.in/yaml.v2 v2.2.1
	gopkg.in/yaml.v2 v2.2.2
)

replace golang.org/x/crypto => golang.org/x/crypto v0.17.0

replace github.com/docker/docker v20.10.7+incompatible => github.com/moby/moby v20.10.27+incompatible

// A version that is not required: nothing is replaced.
replace github.com/lib/pq v1.0.0 => ../pq

// Not required here: it replaces what others bring in.
replace github.com/coreos/etcd => github.com/ozonru/etcd v3.3.20-grpc1.27-origmodule+incompatible
