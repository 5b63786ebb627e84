"""The assistant on this machine: its own Python, its model kept by what it was made of, Rasa kept going."""
