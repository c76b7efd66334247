"""The commands. They import everything and nothing imports them."""
