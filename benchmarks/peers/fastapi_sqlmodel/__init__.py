"""A newspaper in FastAPI and SQLModel."""
