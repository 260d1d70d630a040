"""Structured texts as trees of nodes that know their places, a format a file."""
