"""Values to Markdown text for the site. No MkDocs inside."""
