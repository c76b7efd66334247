"""From an organizer's raw photos to a contest: what teams get, and what they must not see."""
