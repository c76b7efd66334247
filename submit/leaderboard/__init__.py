"""The board: who is where. Entries become rows in `standings`; rows become a page in `page`."""
