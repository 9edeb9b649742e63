"""People and organisations, for those who administer them: found, invited, given roles, closed; pages and API."""
