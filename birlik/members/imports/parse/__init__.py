"""From a sheet of text cells to checked rows of people: no database, no Django.

lists (which sheet) → headers (which column is what) → normalise (cells → values and problems) → repeats.
"""
