"""Alembic's entry: runs on the connection that it is handed (see ``state.py``)."""

from alembic import context

from api.storage.migrations.models import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
