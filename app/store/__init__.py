"""What is remembered: rows, the session and one file of queries a noun. Rows never leave this room."""
