"""Import, check, map, decide, export: what the window and the command line share."""

from dialsheet.sheets import Choices, Sheet
from dialsheet.workflow.called_before import adopted_by, offers_calls_again
from dialsheet.workflow.exporting import (
    Exported,
    TextChoice,
    export_campaign,
    export_rejects,
    refuse_target,
    save_results,
    target_of,
)
from dialsheet.workflow.guessing import local_region, number_columns, suggest_field
from dialsheet.workflow.planning import (
    Opened,
    Sending,
    check,
    first_sendings,
    new_campaign,
    open_sheet,
    plan,
    read,
    refuse_problems,
    remembered_mapping,
)
from dialsheet.workflow.reporting import check_report
from dialsheet.workflow.telling import up_to_date
from dialsheet.workflow.work import Cancelled, WorkProcess

__all__ = [
    "Cancelled",
    "Choices",
    "Exported",
    "Opened",
    "Sending",
    "Sheet",
    "TextChoice",
    "WorkProcess",
    "adopted_by",
    "check",
    "check_report",
    "export_campaign",
    "export_rejects",
    "first_sendings",
    "local_region",
    "new_campaign",
    "number_columns",
    "offers_calls_again",
    "open_sheet",
    "plan",
    "read",
    "refuse_problems",
    "refuse_target",
    "remembered_mapping",
    "save_results",
    "suggest_field",
    "target_of",
    "up_to_date",
]
