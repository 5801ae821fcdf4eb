"""From the bytes of a member list to checked rows: no database, no Django.

sheets (bytes → cells) → headers (which column is what) → normal (cells → values and problems) → repeats.
"""
