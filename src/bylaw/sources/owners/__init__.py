"""CODEOWNERS of GitHub and GitLab: who is responsible for a file."""
