"""Releases: the version, the changelog, the sdist and the wheel, each checked before anything is written."""
