"""What is known of a ward or any other area: its count, results, history, open matters, figures from elsewhere."""
