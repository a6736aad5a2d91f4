"""Who asks and whether they may: sessions, CSRF, access of every route of the office."""
