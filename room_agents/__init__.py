"""The process in each room: it holds the plan, moves the devices, and reads them back."""
