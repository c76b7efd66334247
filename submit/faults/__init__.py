"""What can be wrong with a submission file, one module for each layer: text, columns, ids, numbers, labels.

Each function takes what the layer below found and returns problems as plain sentences; none reads a file
and none raises. `submit.check` puts them in order.
"""
