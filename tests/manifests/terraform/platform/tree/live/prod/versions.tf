terraform {
  required_version = "~> 1.9"

  required_providers {
    aws = {
      source                = "hashicorp/aws"
      version               = "~> 5.60"
      configuration_aliases = [aws.us_east_1, aws.eu_west_1]
    }
    # An internal one.
    acme = {
      source  = "registry.example/acme/acme"
      version = ">= 1.2.0, < 2.0.0"
    }
    random  = { source = "hashicorp/random", version = "3.6.2" }
    null    = "~> 3.2"
    helm    = {
      version = "= 2.14.0"
    }
    tls     = { source = "hashicorp/tls" }
    builtin = { source = "terraform.io/builtin/terraform" }
  }

  backend "s3" {
    bucket = "state"
    key    = "prod/${terraform.workspace}/terraform.tfstate"
  }
}

provider "aws" {
  region  = "eu-west-1"
  version = "~> 5.61" # an old habit
}

provider "aws" {
  alias  = "us_east_1"
  region = "us-east-1"
}

provider "google" {
  version = "4.84.0"
}
