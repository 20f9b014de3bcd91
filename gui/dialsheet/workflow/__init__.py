"""Import, check, map, decide, export: what the window and the command line share."""

from dialsheet.sheets import Choices, Preview, PreviewRow, RowKind, Sheet, preview
from dialsheet.workflow.adding import plan_addition, read_addition
from dialsheet.workflow.called_before import adopted_by, offers_calls_again, renewed
from dialsheet.workflow.contact_numbers import numbers_of
from dialsheet.workflow.copying import (
    copy_ending,
    copy_losses,
    export_copy,
    refuse_copy,
    refuse_nameless,
)
from dialsheet.workflow.exporting import (
    Exported,
    TextChoice,
    export_campaign,
    export_rejects,
    refuse_target,
    save_results,
    target_of,
)
from dialsheet.workflow.further_numbers import FurtherColumn, further_columns, told_numbers
from dialsheet.workflow.guessing import (
    local_region,
    number_columns,
    suggest_field,
    sure_region_column,
)
from dialsheet.workflow.header_names import guess_kind
from dialsheet.workflow.looking_back import CalledBy, LookBack, called_by_sheet, look_back
from dialsheet.workflow.number_list import (
    ListFile,
    NumberList,
    read_list_again,
    read_number_list,
    read_number_lists,
    regions_in,
)
from dialsheet.workflow.own_files import OwnFiles
from dialsheet.workflow.planning import (
    Opened,
    check,
    country_findings,
    mapping_findings,
    new_campaign,
    open_sheet,
    plan,
    plan_to_edit,
    read,
    refusals_of,
    refuse_ignored,
    refuse_problems,
    remembered_mapping,
)
from dialsheet.workflow.rehearsing import new_test_call
from dialsheet.workflow.remembering import forget, recall_ignored, remember, remember_ignored
from dialsheet.workflow.reporting import check_report, refusals_report
from dialsheet.workflow.reviewing import review_report
from dialsheet.workflow.rules_file import RulesFile, read_rules, refuse_rules
from dialsheet.workflow.sendings import (
    Sending,
    first_sendings,
    large_rows,
    plan_and_offer,
    plan_to_show,
)
from dialsheet.workflow.telling import up_to_date
from dialsheet.workflow.work import Cancelled, WorkProcess

__all__ = [
    "CalledBy",
    "Cancelled",
    "Choices",
    "Exported",
    "FurtherColumn",
    "ListFile",
    "LookBack",
    "NumberList",
    "Opened",
    "OwnFiles",
    "Preview",
    "PreviewRow",
    "RowKind",
    "RulesFile",
    "Sending",
    "Sheet",
    "TextChoice",
    "WorkProcess",
    "adopted_by",
    "called_by_sheet",
    "check",
    "check_report",
    "copy_ending",
    "copy_losses",
    "country_findings",
    "export_campaign",
    "export_copy",
    "export_rejects",
    "first_sendings",
    "forget",
    "further_columns",
    "guess_kind",
    "large_rows",
    "local_region",
    "look_back",
    "mapping_findings",
    "new_campaign",
    "new_test_call",
    "number_columns",
    "numbers_of",
    "offers_calls_again",
    "open_sheet",
    "plan",
    "plan_addition",
    "plan_and_offer",
    "plan_to_edit",
    "plan_to_show",
    "preview",
    "read",
    "read_addition",
    "read_list_again",
    "read_number_list",
    "read_number_lists",
    "read_rules",
    "recall_ignored",
    "refusals_of",
    "refusals_report",
    "refuse_copy",
    "refuse_ignored",
    "refuse_nameless",
    "refuse_problems",
    "refuse_rules",
    "refuse_target",
    "regions_in",
    "remember",
    "remember_ignored",
    "remembered_mapping",
    "renewed",
    "review_report",
    "save_results",
    "suggest_field",
    "sure_region_column",
    "target_of",
    "told_numbers",
    "up_to_date",
]
