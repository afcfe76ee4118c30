"""The screen: the only part of cachetui that imports Textual."""
