"""Devices to practise on: written from the protocols, sharing no code with the drivers."""
