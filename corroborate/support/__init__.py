"""Directional support: does this sentence, in its window, assert this statement with all its specifics?"""
