"""The reference page: one static site from the published documents, rendered by Redoc, with what is ours
around it and in it.

Invariants: every fact on the site stands in the published documents, `spec/README.md`, `README.md` or
`CHANGELOG.md`; the same inputs give the same bytes on every machine; no page loads anything that is not a
file of the site.
"""
