"""What is accepted: waivers of a reviewed file, comments in the code, and emergencies."""
