"""How people enter and keep their account: signing in and out, links, providers, and what they set for themselves."""
