"""What a change does to dependencies: manifests joined with locks, one side with the other."""
