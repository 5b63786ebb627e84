"""The teams that go into the street: who they are, which is asked, what they say."""
