"""Who of the staff may come in, and how: accounts, the login, its log, the admin's site."""
