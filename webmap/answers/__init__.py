"""How answers leave: pages, files, problems, static files; tags, memory, headers."""
