"""Networks that have already seen a million photographs, to start from. How they are trained on lives elsewhere.

`catalog.backbone` finds one by name. Each takes pictures with values 0 to 255 as they come from a file, does
its own preprocessing, and gives a map of features, or, for a first look, the 1000 ImageNet probabilities.
"""
