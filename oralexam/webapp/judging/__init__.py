"""Marks, sealing and deliberation of the two judges; the centre's grids; the one door to indicators."""
