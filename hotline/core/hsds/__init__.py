"""The directory as HSDS 3.1, the open format in which directories of services are exchanged: out and in.

docs/hsds.md says where each of our facts stands in a document of HSDS.
"""
