"""Organs of organisations, like the *collegio dei docenti* of a school: who is a member, who leads, and by what rules."""
