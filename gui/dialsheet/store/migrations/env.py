"""Runs migrations on the connection, and in the transaction, that Dialsheet hands over."""

import logging

from alembic import context

from dialsheet.store.schema import metadata

logging.getLogger("alembic").setLevel(logging.WARNING)  # its progress is nobody's business

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
