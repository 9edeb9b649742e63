"""The office of a sitting before it begins: its draft, halls, convocation, mails, codes and papers."""
