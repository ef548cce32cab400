"""The only writers of this room: announcements, drafts, publication, the starter catalogue."""

from motcua.procedures.actions.announcing import complete_duty, register_announcement
from motcua.procedures.actions.drafting import (
    NotADraftError,
    discard_draft,
    draft_from,
    draft_process,
    draft_version,
    draft_versions,
    edit_draft,
)
from motcua.procedures.actions.publishing import (
    UnableToAbolishError,
    UnableToPublishError,
    abolish,
    publish,
    publish_process,
)
from motcua.procedures.actions.starter import StarterLoad, load_starter

__all__ = [
    "NotADraftError",
    "StarterLoad",
    "UnableToAbolishError",
    "UnableToPublishError",
    "abolish",
    "complete_duty",
    "discard_draft",
    "draft_from",
    "draft_process",
    "draft_version",
    "draft_versions",
    "edit_draft",
    "load_starter",
    "publish",
    "publish_process",
    "register_announcement",
]
