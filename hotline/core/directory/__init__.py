"""The directory: what helps, where, when, for whom; each fact with its source and the day it was last verified."""
