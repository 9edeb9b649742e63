"""Who people are: accounts, organisations, what each may be in them, and what proves that somebody is who they say."""
