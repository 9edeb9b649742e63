"""Who may: the table of routes, tokens, sessions of browsers, PINs, and those who guess."""
