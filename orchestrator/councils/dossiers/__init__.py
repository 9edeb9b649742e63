"""What the office keeps of each sitting: organ, times, halls, agenda, who steers, and the links of its members."""
