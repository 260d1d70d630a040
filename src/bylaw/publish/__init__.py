"""A verdict is brought to a forge: what should stand there, what stands there, what is to do."""
