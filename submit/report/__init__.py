"""A run as a page that people can present; pictures, and where a network looked, are handed in."""
