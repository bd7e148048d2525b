"""What the operations do, one module for each topic; `registry` lists the handler of each operation."""
