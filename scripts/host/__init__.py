"""What an organizer does, one module for each word after ``host``; found by `scripts.commands.host`."""
