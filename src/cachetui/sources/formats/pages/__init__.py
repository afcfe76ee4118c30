"""Pages: one Markdown file per package and tag, with everything in its front matter."""
