"""Who may act for a seat of a sitting: the codes that members have for it."""
