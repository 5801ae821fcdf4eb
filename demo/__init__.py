"""The demonstration union: organisation tree and yearly reports, synthetic but for the published figures.

`facts` holds what the union's own papers print; everything else is drawn from a seeded generator.
"""
