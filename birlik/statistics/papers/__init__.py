"""The papers of statistics: the explanatory note and the draft resolution, in Kazakh and in Russian.

Figures and causes of the consolidated campaign become sentences; every number is a citation of its figure. The
engine that keeps, merges and renders papers is `birlik.documents`; this package only writes them.
"""
