terraform {
  required_providers {
    aws = { source = "registry.example/hashicorp/aws", version = "~> 5.60" }
  }
}
