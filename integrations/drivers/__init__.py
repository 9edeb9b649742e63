"""Things in a room: one module or family for each kind of device, behind one protocol."""
