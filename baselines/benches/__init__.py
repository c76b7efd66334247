"""Our speed as ratios."""
