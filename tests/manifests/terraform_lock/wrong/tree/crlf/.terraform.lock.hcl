provider "registry.example/a/b" {
  version = "1.0.0"
}
