"""How each route that changes something is called so that it does, and which act that is: a new route gets its line here."""
