"""How a model learns: recipes, networks, classical rivals, and the trainer. The only package that imports Keras."""
