"""The live page of whoever presides and of the secretary: two views of one sitting, and everything they do in it."""
