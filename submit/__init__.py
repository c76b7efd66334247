"""From probabilities to a place on the board: files written, checked, scored, ranked. No model here."""
