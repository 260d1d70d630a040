provider "registry.example/hashicorp/aws" {
  version     = "5.68.0"
  constraints = "~> 5.60"
  hashes = [
    "h1:linux=",
    "zh:aa",
  ]
}

provider "registry.example/hashicorp/azurerm" {
  version     = "3.1.0"
  constraints = "~> 3.0"
  hashes = [
    "h1:az=",
  ]
}

provider "registry.example/hashicorp/local" {
  version     = "2.5.2"
  constraints = "~> 2.5"
  hashes = [
    "h1:local=",
    "zh:bb",
  ]
}
