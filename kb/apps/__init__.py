"""Apps, archives and folders: which models lie inside, and which OS releases the app promises to run on."""
