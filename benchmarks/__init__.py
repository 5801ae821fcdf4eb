"""What is fast is shown here: medians of one run against the limits, on SQLite and on PostgreSQL.

`make bench` prints and never judges: a busy machine must not break anybody's work. Every database is filled with the
full demonstration union in a folder that is gone afterwards, and every stage runs in a process of its own, so that no
stage inherits the memory or the warm caches of another.
"""
