module "a" {
<<<<<<< HEAD
  source = "a/b/c"
}
