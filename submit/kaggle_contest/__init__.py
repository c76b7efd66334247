"""A contest as Kaggle's community competitions want it: metric, solution, data, pages, and what to type in which order.

Sending a team's submission to Kaggle is another matter: `submit.upload`.
"""
