"""The engine that sends one call safely: attempts, deadlines, bounded bodies, and what may be sent again."""
