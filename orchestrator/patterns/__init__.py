"""Every state that panel and big screen can be in, made by the service's own code from what would bring a room there."""
