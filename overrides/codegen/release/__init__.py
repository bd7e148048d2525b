"""Releases: the version, the changelog, the sdist and the wheel, each proven before anything is written."""
