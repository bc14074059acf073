"""The public wire contract: pydantic models only, importable alone, one file a noun.

Nothing here imports the service. Output models carry no defaults, so that what leaves is
always whole; input models refuse fields they do not know, so that a slip is named.
"""
