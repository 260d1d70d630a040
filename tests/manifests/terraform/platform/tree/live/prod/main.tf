locals {
  name = "prod"
  tags = merge(var.tags, {
    Name = "x-${var.env == "prod" ? "p${var.n}" : "d"}" # not a "comment" in a string
    "k:v" : { a = 1 }
  })
}

/* module "commented" {
  source = "nobody/reads/this"
} */

module "vpc" {
  source  = "terraform-aws-modules/vpc/aws"
  version = "~> 5.8"

  name = local.name
  cidr = "10.0.0.0/16"
}

module "eks" {
  version = "20.24.0"
  source  = "terraform-aws-modules/eks/aws//modules/karpenter"
}

module "private" {
  for_each = { for k, v in var.teams : k => v if v.enabled }
  source   = "app.registry.example/acme/team/aws"
  version  = "= 1.4.2"
}

module "net" {
  source = "../../modules/net"
}

module "label" {
  source = "git::https://token:x@github.com/cloudposse/terraform-null-label.git?ref=0.25.0"
}

module "label_commit" {
  source = "github.com/cloudposse/terraform-null-label//exports?ref=488ab91e34a24a86957e397d9f7262ec5925586a"
}

module "ssh" {
  source = "git@git.example:acme/infra.git//modules/dns?ref=v1.2.3"
}

module "ssh_url" {
  source = "git::ssh://git@git.example:2222/acme/infra.git?ref=main&depth=1&sshkey=c2VjcmV0"
}

module "archive" {
  source = "https://files.example/modules/vpc.zip?checksum=sha256:1a526b97cace6b4006256570efa1a29cd1fe4b96a5301f8d48e87c5139438a45"
}

module "bucket" {
  source = "s3::https://s3-eu-west-1.buckets.example/modules/vpc.zip"
}

resource "aws_iam_policy" "this" {
  policy = <<-EOT
    module "heredoc" {
      source = "not/a/module"
    }
  EOT
}
