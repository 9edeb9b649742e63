"""The agents' side: their connections, the plans made and sent, presence, reports, and the timekeeper."""
