provider "registry.example/hashicorp/aws" {
  version     = "5.68.0"
  constraints = "~> 5.60"
  hashes = [
    "h1:linux=",
  ]
}
