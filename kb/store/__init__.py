"""What is asked as a query: the knowledge and the history of scans, in SQLModel tables."""
