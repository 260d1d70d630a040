provider "registry.example/hashicorp/aws" {
  version     = "5.68.0"
  constraints = "~> 5.60"
  hashes = [
    "h1:darwin=",
    "h1:linux=",
    "zh:aa",
  ]
}

provider "registry.example/hashicorp/azurerm" {
  version     = "4.1.0"
  constraints = "~> 4.0"
  hashes = [
    "h1:az4=",
  ]
}

provider "registry.example/hashicorp/local" {
  version     = "2.5.2"
  constraints = "~> 2.5"
  hashes = [
    "h1:EVIL=",
    "zh:ee",
  ]
}
