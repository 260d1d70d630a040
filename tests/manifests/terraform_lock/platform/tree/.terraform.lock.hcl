# This file is maintained automatically by "terraform init".
# Manual edits may be lost in future updates.

provider "registry.example/acme/acme" {
  version     = "1.4.0"
  constraints = ">= 1.2.0, < 2.0.0"
  hashes = [
    "h1:0GkLMWDBVmbLM1TD4Xz9z9w1GGdPbLb2i0Wz3RDoJ+g=",
  ]
}

provider "registry.example/hashicorp/aws" {
  version     = "5.68.0"
  constraints = ">= 4.0.0, ~> 5.60"
  hashes = [
    "h1:/uPGlNNFhJ6y9yNzRqv5pKjlGwOqqd5z0+SO57I2VKE=",
    "h1:3Ljdvzel1eNr0kDWV4wXYEkRiTJSd8PVqhhoTuX8rJ0=",
    "zh:0d1b6e3b7a0d1d4cd6d3c9ce8dfb3eb3bd3b2a56d1ba1d0b5e2ee7b4d4d2f3a1",
    "zh:9b12af85486a96aedd8d7984b0ff811a4b42e3d88dad1a3fb4c0b580d04fa425",
  ]
}

provider "registry.example/hashicorp/local" {
  version = "2.5.2"
}
