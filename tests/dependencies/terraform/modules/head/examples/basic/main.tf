terraform {
  required_providers {
    local = { source = "hashicorp/local", version = ">= 2.0" }
  }
}

module "net" {
  source = "../../modules/net"
}
