"""What differs between SQLite and PostgreSQL: rows in bulk, locks, look-ups, steps of migrations, errors."""
