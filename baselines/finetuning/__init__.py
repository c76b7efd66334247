"""Backbones that learn on, stage by stage, in the time there is."""
