"""The result sheet: every original column, what was decided, and what became of each contact."""

