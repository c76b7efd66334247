"""Sending a submission file to a contest's site, never twice by accident, and never called sent when it was not."""
