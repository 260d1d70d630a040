"""Policy packs: where they are, what is in them, and their checked trees."""
