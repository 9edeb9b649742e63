"""The tablet in the hall: people check in and out one after another, and vote openly by PIN."""
