"""GitHub and GitLab: the pipeline that a run is part of, and what the forge knows of a change."""
