"""What the operations do, one module a topic; `table` says which rule belongs to which operation."""
