"""Fakes that keep the contracts of the ports, for tests here and elsewhere."""
