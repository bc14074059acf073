"""What programs that use a Storywire deployment import: the client. Nothing here imports the service."""
