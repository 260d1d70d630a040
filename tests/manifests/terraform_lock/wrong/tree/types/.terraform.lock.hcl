provider "a/b/c/d/e" { version = "1.0.0" }
provider "registry.example/a/b" { version = 4 }
provider "registry.example/a/c" {
  version = "1.0.0"
  hashes  = "h1:x"
}
provider "registry.example/a/c" {
  version = "1.0.1"
  hashes  = [4, "h1:y"]
}
provider = 4
provider {
  version = "1"
}
