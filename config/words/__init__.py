"""How devices are spoken of, to people in a room and to technicians, in Italian and English."""
