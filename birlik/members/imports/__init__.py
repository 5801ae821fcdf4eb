"""A delivered list on its way from the file to the registry, and back where it is taken back.

upload (the file, its sheet) → mapping (columns) → prepare (rows) → batches (check, apply) → write; undo, report, jobs.
"""
