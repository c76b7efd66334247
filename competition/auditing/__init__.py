"""What an organizer must know of a contest before opening it: findings, and how each is found."""
