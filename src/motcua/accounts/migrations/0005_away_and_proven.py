"""What an account holds while somebody is away, and whether it has a second factor.

The functions of 0002 again: a stand-in holds what the absent officer holds, and a live session
says whether the account has a second factor and must change its password.
"""

from importlib import import_module

from django.db import migrations

before = import_module("motcua.accounts.migrations.0002_functions")

# Roles that are personal (policies.LENDABLE leaves them out): nobody stands in for them.
PERSONAL = "('technical_admin', 'business_admin', 'inspector')"
HELD = f"""
CREATE OR REPLACE FUNCTION accounts_held(account bigint, moment timestamptz) RETURNS jsonb
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  today date := (moment AT TIME ZONE 'Asia/Ho_Chi_Minh')::date;
BEGIN
  RETURN (
    SELECT jsonb_agg(jsonb_build_array(h.role, h.unit_id, u.agency_id, h.lent_by, h.stands_in)
                     ORDER BY h.lent_by NULLS FIRST, h.unit_id, h.role, h.stands_in)
      FROM (
        SELECT p.role, p.unit_id, NULL::bigint AS lent_by, false AS stands_in
          FROM accounts_post p
         WHERE p.account_id = account AND p.effective_from <= today
           AND (p.effective_to IS NULL OR p.effective_to > today)
        UNION
        SELECT p.role, p.unit_id, d.from_account_id, false
          FROM accounts_delegation d
          JOIN accounts_post p ON p.account_id = d.from_account_id AND p.unit_id = d.unit_id
           AND p.role = ANY (d.roles) AND p.effective_from <= today
           AND (p.effective_to IS NULL OR p.effective_to > today)
         WHERE d.to_account_id = account AND d.begins_at <= moment AND d.ends_at > moment
           AND (d.revoked_at IS NULL OR d.revoked_at > moment)
        UNION
        SELECT p.role, p.unit_id, a.account_id, true
          FROM accounts_absence a
          JOIN accounts_post p ON p.account_id = a.account_id AND p.role NOT IN {PERSONAL}
           AND p.effective_from <= today AND (p.effective_to IS NULL OR p.effective_to > today)
         WHERE a.stand_in_id = account AND a.begins_at <= moment AND a.ends_at > moment
           AND (a.ended_at IS NULL OR a.ended_at > moment)
      ) h
      JOIN agencies_unit u ON u.id = h.unit_id AND u.effective_from <= today
       AND (u.effective_to IS NULL OR u.effective_to > today)
  );
END $$
"""
OPEN_SESSION = before.OPEN_SESSION.replace(
    "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"
).replace(
    "           o.session_version, o.preferences, o.created_at, o.search_key\n",
    "           o.session_version, o.preferences, o.created_at, o.search_key,\n"
    "           o.must_change_password,\n"
    "           EXISTS (SELECT FROM mfa_authenticator m WHERE m.user_id = o.id\n"
    "                      AND m.type IN ('totp', 'webauthn')) AS has_factor\n",
)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_people"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]
    operations = [
        migrations.RunSQL(
            HELD, before.HELD.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
        ),
        migrations.RunSQL(
            OPEN_SESSION,
            before.OPEN_SESSION.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"),
        ),
    ]
