"""What is written about the models besides the models: types of mappings, and the fields in docstrings."""
