"""The journal's tables in SQL: partitions, guards against change, and the one way in."""

from django.db import migrations

FIRST_YEAR, LAST_YEAR = 2018, 2030

TABLES = """
-- A database restored elsewhere starts counting transactions anew; the base keeps order
-- unbroken (actions.rebase_after_restore writes this function again; STABLE, because plans keep
-- the value of an immutable function for ever).
CREATE FUNCTION journal_base() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT 0::bigint';
CREATE FUNCTION journal_tx() RETURNS bigint LANGUAGE sql STABLE
    AS 'SELECT pg_current_xact_id()::text::bigint + journal_base()';

-- All transactions below it have ended. pg_snapshot_xmin would do, but it waits for every
-- database of the server; those proven to be strangers here cannot write our facts. What has no
-- proof counts as ours. The snapshot is taken first: who ends in between is waited for in vain,
-- never overlooked, because facts are read with a later snapshot.
CREATE FUNCTION journal_horizon() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    seen pg_snapshot := pg_current_snapshot();
BEGIN
    PERFORM pg_stat_clear_snapshot();
    RETURN journal_base() + least(
        pg_snapshot_xmax(seen)::text::bigint,
        pg_current_xact_id_if_assigned()::text::bigint,
        (SELECT min(running::text::bigint) FROM pg_snapshot_xip(seen) AS running
        WHERE running::xid NOT IN (
            SELECT held.transactionid
            FROM pg_locks AS held JOIN pg_stat_activity AS stranger USING (pid)
            WHERE held.locktype = 'transactionid' AND held.mode = 'ExclusiveLock' AND held.granted
                AND stranger.datname <> current_database()))
    );
END $$;

CREATE SEQUENCE journal_fact_id_seq;
CREATE TABLE journal_fact (
    id bigint NOT NULL DEFAULT nextval('journal_fact_id_seq'),
    tx bigint NOT NULL DEFAULT journal_tx(),
    at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    verb text NOT NULL,
    subject_kind text NOT NULL,
    subject_id bigint NOT NULL,
    actor_kind text NOT NULL,
    actor_ref text NOT NULL,
    data jsonb NOT NULL,
    private_digest bytea,
    digest bytea NOT NULL CHECK (octet_length(digest) = 32),
    PRIMARY KEY (id, recorded_at)
) PARTITION BY RANGE (recorded_at);
CREATE INDEX journal_fact_subject ON journal_fact (subject_kind, subject_id, id);
CREATE INDEX journal_fact_order ON journal_fact (tx, id);

CREATE TABLE journal_private (
    fact_id bigint PRIMARY KEY,
    salt bytea NOT NULL,
    data jsonb NOT NULL
);
CREATE TABLE journal_seal (
    number bigint PRIMARY KEY,
    from_tx bigint NOT NULL,
    from_id bigint NOT NULL,
    to_tx bigint NOT NULL,
    to_id bigint NOT NULL,
    day date NOT NULL,
    count bigint NOT NULL CHECK (count > 0),
    root bytea NOT NULL,
    previous bytea NOT NULL,
    sealed_at timestamptz NOT NULL,
    digest bytea NOT NULL UNIQUE,
    UNIQUE (to_tx, to_id, day)
);
CREATE TABLE journal_cursor (
    name text PRIMARY KEY,
    tx bigint NOT NULL,
    fact_id bigint NOT NULL
);
INSERT INTO journal_cursor VALUES ('journal.seal', 0, 0);
"""

GUARDS = """
CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Nhật ký chỉ được ghi thêm: không được % trên bảng %.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege',
        HINT = 'Ghi một sự kiện mới để đính chính; dữ liệu cá nhân xóa bằng erase_private.';
END $$;

CREATE TRIGGER journal_fact_kept BEFORE UPDATE OR DELETE ON journal_fact
    FOR EACH ROW EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER journal_fact_whole BEFORE TRUNCATE ON journal_fact
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER journal_seal_kept BEFORE UPDATE OR DELETE ON journal_seal
    FOR EACH ROW EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER journal_seal_whole BEFORE TRUNCATE ON journal_seal
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER journal_private_kept BEFORE UPDATE ON journal_private
    FOR EACH ROW EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER journal_private_whole BEFORE TRUNCATE ON journal_private
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
-- ALWAYS: a session that calls itself a replica is refused too.
ALTER TABLE journal_fact ENABLE ALWAYS TRIGGER journal_fact_kept;
ALTER TABLE journal_fact ENABLE ALWAYS TRIGGER journal_fact_whole;
ALTER TABLE journal_seal ENABLE ALWAYS TRIGGER journal_seal_kept;
ALTER TABLE journal_seal ENABLE ALWAYS TRIGGER journal_seal_whole;
ALTER TABLE journal_private ENABLE ALWAYS TRIGGER journal_private_kept;
ALTER TABLE journal_private ENABLE ALWAYS TRIGGER journal_private_whole;
"""

# PostgreSQL hands row triggers down to partitions but not those on TRUNCATE.
PARTITIONS = """
CREATE FUNCTION journal_guard_partition(partition text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER journal_fact_whole BEFORE TRUNCATE ON %I'
        ' FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse()', partition);
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER journal_fact_whole', partition);
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER journal_fact_kept', partition);
END $$;

CREATE FUNCTION journal_add_year(year integer) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    partition text := 'journal_fact_' || year;
BEGIN
    IF to_regclass(partition) IS NOT NULL THEN
        RETURN false;
    END IF;
    EXECUTE format('CREATE TABLE %I PARTITION OF journal_fact FOR VALUES FROM (%L) TO (%L)',
        partition, year || '-01-01 00:00+07', (year + 1) || '-01-01 00:00+07');
    PERFORM journal_guard_partition(partition);
    RETURN true;
END $$;

CREATE TABLE journal_fact_other PARTITION OF journal_fact DEFAULT;
SELECT journal_guard_partition('journal_fact_other');
""" + f"SELECT journal_add_year(year) FROM generate_series({FIRST_YEAR}, {LAST_YEAR}) AS year;"

APPEND = """
CREATE FUNCTION journal_append(facts jsonb) RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
    numbers bigint[];
BEGIN
    WITH given AS MATERIALIZED (
        SELECT nextval('journal_fact_id_seq') AS id, f.*
        FROM jsonb_to_recordset(facts) AS f(
            at timestamptz, verb text, subject_kind text, subject_id bigint, actor_kind text,
            actor_ref text, data jsonb, private_digest text, digest text, salt text, private jsonb)
    ), written AS (
        INSERT INTO journal_fact (id, at, verb, subject_kind, subject_id, actor_kind, actor_ref,
            data, private_digest, digest)
        SELECT id, at, verb, subject_kind, subject_id, actor_kind, actor_ref, data,
            decode(private_digest, 'hex'), decode(digest, 'hex')
        FROM given
    ), beside AS (
        INSERT INTO journal_private (fact_id, salt, data)
        SELECT id, decode(salt, 'hex'), private FROM given WHERE private_digest IS NOT NULL
    )
    SELECT array_agg(id ORDER BY id) INTO numbers FROM given;
    RETURN numbers;
END $$;
"""

# A function, because its plan is kept: planning over all partitions costs eight times the reading.
# The plan is made once, perhaps while tables are still empty, so it may use nothing but indexes.
ABOUT = """
CREATE FUNCTION journal_about(
    kind text, numbers bigint[], since timestamptz, with_private boolean
) RETURNS TABLE (
    id bigint, tx bigint, at timestamptz, recorded_at timestamptz, verb text, subject_kind text,
    subject_id bigint, actor_kind text, actor_ref text, data jsonb, private_digest bytea,
    digest bytea, salt bytea, private jsonb
) LANGUAGE plpgsql STABLE ROWS 20
    SET plan_cache_mode = force_generic_plan
    SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
BEGIN
    RETURN QUERY
    SELECT f.id, f.tx, f.at, f.recorded_at, f.verb, f.subject_kind, f.subject_id, f.actor_kind,
        f.actor_ref, f.data, f.private_digest, f.digest, p.salt, p.data
    FROM journal_fact f LEFT JOIN journal_private p ON p.fact_id = f.id AND with_private
    WHERE f.subject_kind = kind AND f.subject_id = ANY (numbers)
        AND f.recorded_at >= coalesce(since, '-infinity')
    ORDER BY f.id;
END $$;
"""

UNDO = """
DROP FUNCTION journal_about(text, bigint[], timestamptz, boolean);
DROP FUNCTION journal_append(jsonb);
DROP TABLE journal_cursor, journal_seal, journal_private, journal_fact;
DROP SEQUENCE journal_fact_id_seq;
DROP FUNCTION journal_add_year(integer);
DROP FUNCTION journal_guard_partition(text);
DROP FUNCTION journal_refuse();
DROP FUNCTION journal_horizon();
DROP FUNCTION journal_tx();
DROP FUNCTION journal_base();
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [migrations.RunSQL(TABLES + GUARDS + PARTITIONS + APPEND + ABOUT, UNDO)]
