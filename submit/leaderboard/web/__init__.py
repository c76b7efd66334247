"""The live board: what a browser, or curl, sees of a `Ledger`. No rule of the contest lives here, only pages."""
