"""Types of the mappings in wire names that stand for models in the calls of Global-e's Order methods, as
generated from the spec. A type checker holds a literal to them; at run time they are plain dictionaries.
"""

from order_contract_generated.globale.mappings import *  # noqa: F403  # all of them, under their own names
