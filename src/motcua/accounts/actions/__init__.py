"""The only writers of accounts, posts, delegations, tokens and sessions."""

from motcua.accounts.actions.demo import load_demo
from motcua.accounts.actions.keys import (
    IssuedToken,
    UnableToIssueTokenError,
    create_token,
    end_all_sessions,
    end_session,
    note_sign_in,
    note_sign_out,
    note_token_use,
    purge_sessions,
    revoke_token,
)
from motcua.accounts.actions.people import (
    PREFERENCES,
    UnableToChangePasswordError,
    UnableToCreateAccountError,
    change_password,
    create_account,
    lock_account,
    set_preferences,
    unlock_account,
)
from motcua.accounts.actions.posts import (
    UnableToAssignError,
    UnableToDelegateError,
    assign_post,
    create_first_admin,
    delegate,
    end_post,
    revoke_delegation,
)

__all__ = [
    "PREFERENCES",
    "IssuedToken",
    "UnableToAssignError",
    "UnableToChangePasswordError",
    "UnableToCreateAccountError",
    "UnableToDelegateError",
    "UnableToIssueTokenError",
    "assign_post",
    "change_password",
    "create_account",
    "create_first_admin",
    "create_token",
    "delegate",
    "end_all_sessions",
    "end_post",
    "end_session",
    "load_demo",
    "lock_account",
    "note_sign_in",
    "note_sign_out",
    "note_token_use",
    "purge_sessions",
    "revoke_delegation",
    "revoke_token",
    "set_preferences",
    "unlock_account",
]
