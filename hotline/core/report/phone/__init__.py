"""A report by keys and voice: the short form, and how far a report is."""
