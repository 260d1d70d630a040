"""GitHub and GitLab: what they say of a change, and what they are told."""
