"""What a change makes weaker of what judges it: one small file for each part of governance."""
