"""The agents' room: what the service offers to programs that speak the Model Context Protocol.

Each tool is a request to the service's own HTTP interface, with the caller's own key, so that access rules, limits, problems and logs hold
as for everybody, and nothing is told here that is not told there.
"""
