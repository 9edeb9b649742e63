"""`regia demo`: the whole of Regia on one machine, with emulated devices."""
