terraform { required_providers { aws = { source = "aws" } } }
module   "spaces"   {   source="acme/spaces/aws" }
module unquoted {
  source = "Acme/Upper_case/AWS" // a comment
  version = ">= 1.0, != 1.1, < 2"
}
module "escaped" { source = "acme/esc\u0061ped/aws" }
module "old_style" {
  source = "github.com/acme/old"
  providers = {
    aws = aws.eu
  }
  rules = [
    { port = 80, cidr = ["0.0.0.0/0"] },
    { port = 443 }, # last
  ]
  text = <<EOF
}
module "no" {
EOF
  a = [for x in y : "${x}}"]
  b = true ? "{" : "}"
  c = x[*].y["}"]
  d = "%{ if x }}%{ endif }"
  e = "$${not} \" }"
}
module "gitlab" { source = "gitlab.com/acme/deep/net//sub" }
module "hg" { source = "hg::https://hg.example/vpc.hg?rev=1.2.0" }
module "bitbucket" { source = "bitbucket.org/acme/net?ref=v2.0.0" }
module "git_scheme" { source = "git::git://git.example/net.git" }
module "local_git" { source = "git::file:///srv/net.git" }
