"""The scheduled flows: stages named in order, no arithmetic."""
