"""Two reports of one person: compared, proposed, made one and taken apart again."""
