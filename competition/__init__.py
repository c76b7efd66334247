"""What the contest is: its page, its pictures, its labels, its split, its metric. No model lives here."""
