"""The one piece of SQL that says what an account holds; readers and the middleware share it."""

from __future__ import annotations

import json

from motcua.base.actor import Grant

# Joined LATERAL to an account aliased `a`, needing a row `clock(at, day)`; gives `g.held`, a JSON
# list of [role, unit, agency, lender], own posts first. A loan gives what its lender holds by a post.
HELD = """
LEFT JOIN LATERAL (
  SELECT jsonb_agg(jsonb_build_array(h.role, h.unit_id, u.agency_id, h.lent_by)
                   ORDER BY h.lent_by NULLS FIRST, h.unit_id, h.role) AS held
  FROM (
    SELECT p.role, p.unit_id, NULL::bigint AS lent_by
      FROM accounts_post p
     WHERE p.account_id = a.id AND p.effective_from <= clock.day
       AND (p.effective_to IS NULL OR p.effective_to > clock.day)
    UNION
    SELECT p.role, p.unit_id, d.from_account_id
      FROM accounts_delegation d
      JOIN accounts_post p ON p.account_id = d.from_account_id AND p.unit_id = d.unit_id
       AND p.role = ANY (d.roles) AND p.effective_from <= clock.day
       AND (p.effective_to IS NULL OR p.effective_to > clock.day)
     WHERE d.to_account_id = a.id AND d.begins_at <= clock.at AND d.ends_at > clock.at
       AND (d.revoked_at IS NULL OR d.revoked_at > clock.at)
  ) h
  JOIN agencies_unit u ON u.id = h.unit_id AND u.effective_from <= clock.day
   AND (u.effective_to IS NULL OR u.effective_to > clock.day)
) g ON true
"""
CLOCK = "(SELECT x.at, (x.at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS day FROM (SELECT {at} AS at) x) clock"


def read_held(held: str | None) -> tuple[Grant, ...]:
    """The grants from `g.held`; Django's connection hands JSON over as text."""
    rows: list[tuple[str, int, int, int | None]] = json.loads(held or "[]")
    return tuple(Grant(role, unit, agency, lender) for role, unit, agency, lender in rows)
