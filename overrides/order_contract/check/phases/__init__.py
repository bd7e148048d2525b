"""The phases of a run that make up requests: fuzzing and robustness, and the database of examples that
failed.
"""
