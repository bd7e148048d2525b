"""Types of the mappings in wire names that stand for models in Ventmere S2's Update Order, as generated from
the spec. A type checker holds a literal to them; at run time they are plain dictionaries.
"""

from order_contract_generated.s2.mappings import *  # noqa: F403  # all of them, under their own names
