"""What the company wants to know afterwards: how well its cars were used, and what the law wants listed."""
