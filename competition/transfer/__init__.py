"""Runs from laptop to laptop; what comes from elsewhere is checked like a stranger's."""
