module "a" {
  source  = "a/b/c"
  version = "1.0.0"
}
