"""The commands, a module each: what it takes and what it shows. Their work is done in the packages."""
