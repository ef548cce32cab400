"""What an account holds, and a live session with its officer: planned once for each connection.

Planning this SQL costs three times its execution; a PL/pgSQL function keeps the plan.
"""

from django.db import migrations

# A JSON list of [role, unit, agency, lender], own posts first. A loan gives what its lender holds
# by a post on that day; a unit that is closed gives nothing.
HELD = """
CREATE FUNCTION accounts_held(account bigint, moment timestamptz) RETURNS jsonb
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  today date := (moment AT TIME ZONE 'Asia/Ho_Chi_Minh')::date;
BEGIN
  RETURN (
    SELECT jsonb_agg(jsonb_build_array(h.role, h.unit_id, u.agency_id, h.lent_by)
                     ORDER BY h.lent_by NULLS FIRST, h.unit_id, h.role)
      FROM (
        SELECT p.role, p.unit_id, NULL::bigint AS lent_by
          FROM accounts_post p
         WHERE p.account_id = account AND p.effective_from <= today
           AND (p.effective_to IS NULL OR p.effective_to > today)
        UNION
        SELECT p.role, p.unit_id, d.from_account_id
          FROM accounts_delegation d
          JOIN accounts_post p ON p.account_id = d.from_account_id AND p.unit_id = d.unit_id
           AND p.role = ANY (d.roles) AND p.effective_from <= today
           AND (p.effective_to IS NULL OR p.effective_to > today)
         WHERE d.to_account_id = account AND d.begins_at <= moment AND d.ends_at > moment
           AND (d.revoked_at IS NULL OR d.revoked_at > moment)
      ) h
      JOIN agencies_unit u ON u.id = h.unit_id AND u.effective_from <= today
       AND (u.effective_to IS NULL OR u.effective_to > today)
  );
END $$
"""

# No row when the session is unknown, too long idle, too old, of a locked account, or older than
# the account's present password. Marks it as seen at most once in `touch`.
OPEN_SESSION = """
CREATE FUNCTION accounts_open_session(
  key bytea, touch interval, idle interval, longest interval,
  OUT session_id bigint, OUT contents jsonb, OUT owner jsonb, OUT held jsonb
) RETURNS SETOF record
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  s accounts_opensession%ROWTYPE;
  a record;
BEGIN
  SELECT * INTO s FROM accounts_opensession o
   WHERE o.key_hash = key AND o.seen_at > now() - idle AND o.began_at > now() - longest;
  IF NOT FOUND THEN RETURN; END IF;
  IF s.account_id IS NOT NULL THEN
    SELECT o.id, o.last_login, o.username, o.full_name, o.phone, o.email, o.is_active, o.is_demo,
           o.session_version, o.preferences, o.created_at, o.search_key
      INTO a FROM accounts_account o
     WHERE o.id = s.account_id AND o.is_active AND o.session_version = s.session_version;
    IF NOT FOUND THEN RETURN; END IF;
    owner := to_jsonb(a);
    held := accounts_held(s.account_id, now());
  END IF;
  IF s.seen_at < now() - touch THEN
    UPDATE accounts_opensession o SET seen_at = now() WHERE o.id = s.id;
  END IF;
  session_id := s.id;
  contents := s.contents;
  RETURN NEXT;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("agencies", "0001_initial")]
    operations = [
        migrations.RunSQL(HELD, "DROP FUNCTION accounts_held(bigint, timestamptz)"),
        migrations.RunSQL(
            OPEN_SESSION,
            "DROP FUNCTION accounts_open_session(bytea, interval, interval, interval)",
        ),
    ]
