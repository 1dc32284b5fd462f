"""How well an engine and a model hear recordings whose words are known: for a centre that chooses its model.

About machines, never about a speaker: references are recordings that a centre has written down itself.
"""
