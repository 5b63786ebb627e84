"""Sheets of paper: what stands on them, and where they are kept once they are made. Only what everyone may know.

`every.sheet` says what stands on one; `hotline/paper` makes a PDF of it; `stored` keeps it.
"""
