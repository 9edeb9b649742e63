"""The service: web application, API, agent hub."""
