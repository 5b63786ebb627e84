"""How a sentence becomes an intent: steps of our own in the pipeline of `config.yml`."""
