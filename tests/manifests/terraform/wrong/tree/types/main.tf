module "none" {}
module "number" { source = 7 }
module "list" { source = ["a"] }
module "away" { source = "../../../outside" }
module "absolute" { source = "/srv/modules" }
module "odd" { source = "just-a-name" }
module "version" {
  source = "a/b/c"
  version = ["1"]
}
module "twice" {
  source = "a/b/c"
  source = "a/b/d"
}
module = 3
terraform {
  required_providers {
    bad = { source = "a/b/c/d/e" }
    worse = { source = 4 }
    expression = { source = var.x }
    list = ["~> 1.0"]
  }
  required_providers = 5
}
provider "nothing" { version = null }
provider = "text"
