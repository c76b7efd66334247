"""Networks that learn from nothing, one file each. How they are trained lives in `baselines.trainer`.

Every file has one function, ``build(input_shape, n_classes, …)``. The model it returns takes pictures
with values 0 to 255 as they come from a file, does its own scaling, and answers with one probability
per class. It is not compiled: loss, optimizer and learning rate belong to the trainer. The settings
have no defaults here; they stand once, in `baselines.catalog`.
"""
