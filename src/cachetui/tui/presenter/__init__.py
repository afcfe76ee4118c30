"""State -> view -> lines, without Textual."""
