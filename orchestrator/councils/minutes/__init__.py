"""Minutes and the other papers of a council, from plain data: what they say, and the same as PDF/A and DOCX."""
