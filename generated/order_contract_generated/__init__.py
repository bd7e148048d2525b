"""Models, transport and published documents, generated from spec/; do not edit."""
