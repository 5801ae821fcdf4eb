"""Work that takes longer than a page may, done by processes of its own: declared by any app, kept in the database."""
