"""The page of a member, which their link opens: who they are, where they are, and what they say, ask for and vote."""
