module "a" {
  source = "a/b/c"
}}
