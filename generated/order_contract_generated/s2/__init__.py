"""Generated from spec/s2; do not edit."""
