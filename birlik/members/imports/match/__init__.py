"""What a delivered list would do to the registry: frames are compared, nothing is read or written here.

organisations (text → id) → identity (row → person) → compare (row → created, changed, unchanged, rejected).
"""
