"""A search for the augmentation policy that helps."""
