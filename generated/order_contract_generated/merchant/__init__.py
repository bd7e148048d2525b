"""Generated from spec/merchant; do not edit."""
