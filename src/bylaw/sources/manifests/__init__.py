"""What manifests and locks ask for: one small reader per ecosystem, behind one shared shape."""
