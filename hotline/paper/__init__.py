"""Paper: sets a sheet with typst and gives a PDF. Above the core, below jobs and commands; no channel needs it."""
