"""Kazakh and Russian for official papers: endings, agreement, numbers, dates, alphabetical order. Pure functions."""
