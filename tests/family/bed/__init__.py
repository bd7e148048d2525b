"""A family of correct (and deliberately faulty) servers written from the vendors' documents alone."""
