"""The pages and the API: each module serves one kind of thing and lists its ROUTES."""
