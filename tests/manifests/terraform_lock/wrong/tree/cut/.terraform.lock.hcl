provider "registry.example/a/b" {
