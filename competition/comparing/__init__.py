"""Is one model, or one recipe, really better than another?"""
