"""Labels that may be wrong, and what people decide about them."""
