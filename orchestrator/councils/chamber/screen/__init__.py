"""The big screen of a sitting, which shows what goes on and changes nothing."""
