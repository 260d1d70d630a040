terraform {
  required_providers {
    aws   = { source = "hashicorp/aws", version = "~> 5.60" }
    azure = { source = "hashicorp/azurerm", version = "~> 3.0" }
    local = { source = "hashicorp/local", version = "~> 2.5" }
  }
}

module "vpc" {
  source  = "terraform-aws-modules/vpc/aws"
  version = "5.0.0"
}

module "net" {
  source = "git::https://git.example/team/net.git?ref=v1.2.0"
}
