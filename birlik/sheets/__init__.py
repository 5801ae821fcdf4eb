"""Spreadsheets of every kind, read and written: no database, no Django, and nothing about what stands in them.

file_kinds (what the bytes are) → workbook, csv_file (bytes → cells) → sheet (cells that know their place) → storage.
"""
