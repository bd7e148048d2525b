"""Generated from spec/globale; do not edit."""
