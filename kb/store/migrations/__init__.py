"""The schema's steps, run by Alembic when a store is opened."""
