"""Mails: written down with what causes them, sealed, sent once that is committed, and told of where they fail."""
