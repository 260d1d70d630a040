provider "registry.example/hashicorp/aws" {
  version     = "5.69.0"
  constraints = "~> 5.60"
  hashes = [
    "h1:linux2=",
  ]
}
