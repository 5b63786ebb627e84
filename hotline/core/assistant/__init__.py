"""The assistant's side of a written talk: what it makes of a message, and what it answers and does."""
