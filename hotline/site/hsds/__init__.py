"""The directory for partners' computers: open data as HSDS 3.1, read only, without a session or a cookie."""

from hotline.site.hsds import lists, one, root
from hotline.site.hsds.answer import hsds

__all__ = ["hsds", "lists", "one", "root"]  # loaded for their addresses
