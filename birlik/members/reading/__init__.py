"""From a sheet of text cells to checked rows of people: no database, no Django.

headers (which column is what) → normal (cells → values and problems) → repeats.
"""
