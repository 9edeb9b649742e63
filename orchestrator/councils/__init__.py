"""Councils: sittings whose presence, votes and minutes all are read from one log of acts."""
