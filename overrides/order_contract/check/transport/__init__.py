"""How the check sends requests: connections, credentials, allowed hosts, and what is masked in what it
shows.
"""
