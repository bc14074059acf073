"""The fault plan: what is done to the service while it works, and what must hold all the same. See README.md in this folder."""
