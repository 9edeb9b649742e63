"""An HTTP server that no client can hold up, whoever comes."""
