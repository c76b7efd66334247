"""What happens before the first command: find a Python, make ``.venv``, install what is locked.

Standard library only, and in the grammar and typing of Python 3.6: an old Python must be able to run
this, because its job is to look for a newer one, or to say in one sentence that there is none.
"""
