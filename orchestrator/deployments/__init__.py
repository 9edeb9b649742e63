"""The pages of the Jitsi servers, for those who look after them."""
