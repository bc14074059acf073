"""A newspaper in Django REST framework."""
