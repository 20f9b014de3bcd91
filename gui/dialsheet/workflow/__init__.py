"""Import, check, map, decide, export: what the window and the command line share."""

from dialsheet.sheets import Choices, Preview, PreviewRow, RowKind, Sheet, preview
from dialsheet.workflow.adding import plan_addition, read_addition
from dialsheet.workflow.called_before import adopted_by, offers_calls_again
from dialsheet.workflow.copying import copy_ending, copy_losses, export_copy, refuse_copy
from dialsheet.workflow.exporting import (
    Exported,
    TextChoice,
    export_campaign,
    export_rejects,
    refuse_target,
    save_results,
    target_of,
)
from dialsheet.workflow.guessing import (
    guess_kind,
    local_region,
    number_columns,
    suggest_field,
    sure_region_column,
)
from dialsheet.workflow.planning import (
    Opened,
    check,
    new_campaign,
    open_sheet,
    plan,
    plan_to_edit,
    read,
    refuse_problems,
    remembered_mapping,
)
from dialsheet.workflow.rehearsing import new_test_call
from dialsheet.workflow.remembering import forget, remember
from dialsheet.workflow.reporting import check_report, refusals_report
from dialsheet.workflow.reviewing import review_report
from dialsheet.workflow.rules_file import (
    NumberList,
    RulesFile,
    read_number_list,
    read_rules,
    refuse_rules,
)
from dialsheet.workflow.sendings import Sending, first_sendings, large_rows, plan_to_show
from dialsheet.workflow.telling import up_to_date
from dialsheet.workflow.work import Cancelled, WorkProcess

__all__ = [
    "Cancelled",
    "Choices",
    "Exported",
    "NumberList",
    "Opened",
    "Preview",
    "PreviewRow",
    "RowKind",
    "RulesFile",
    "Sending",
    "Sheet",
    "TextChoice",
    "WorkProcess",
    "adopted_by",
    "check",
    "check_report",
    "copy_ending",
    "copy_losses",
    "export_campaign",
    "export_copy",
    "export_rejects",
    "first_sendings",
    "forget",
    "guess_kind",
    "large_rows",
    "local_region",
    "new_campaign",
    "new_test_call",
    "number_columns",
    "offers_calls_again",
    "open_sheet",
    "plan",
    "plan_addition",
    "plan_to_edit",
    "plan_to_show",
    "preview",
    "read",
    "read_addition",
    "read_number_list",
    "read_rules",
    "refusals_report",
    "refuse_copy",
    "refuse_problems",
    "refuse_rules",
    "refuse_target",
    "remember",
    "remembered_mapping",
    "review_report",
    "save_results",
    "suggest_field",
    "sure_region_column",
    "target_of",
    "up_to_date",
]
