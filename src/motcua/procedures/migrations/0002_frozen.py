"""What was published stays as it was: the database refuses, whoever asks."""

from django.db import migrations

FREEZE = """
CREATE FUNCTION procedures_version_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    -- Only the end of its time, and withdrawal before that time began, may still be written.
    free constant text[] := ARRAY['effective_to', 'state'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.state <> 'draft' THEN
            RAISE EXCEPTION 'Phiên bản thủ tục % đã công bố, không được xóa.', OLD.id
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF OLD.state = 'draft' THEN
        RETURN NEW;
    END IF;
    IF (to_jsonb(NEW) - free) <> (to_jsonb(OLD) - free)
        OR (NEW.state <> OLD.state AND NOT (OLD.state = 'published' AND NEW.state = 'retired'))
        OR (OLD.state = 'retired' AND NEW.effective_to IS DISTINCT FROM OLD.effective_to)
    THEN
        RAISE EXCEPTION 'Phiên bản thủ tục % đã công bố, không được sửa.', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER version_frozen BEFORE UPDATE OR DELETE ON procedures_procedureversion
    FOR EACH ROW EXECUTE FUNCTION procedures_version_frozen();

CREATE FUNCTION procedures_process_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'draft' THEN
        RAISE EXCEPTION 'Quy trình nội bộ % đã phê duyệt, không được sửa hoặc xóa.', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER process_frozen BEFORE UPDATE OR DELETE ON procedures_internalprocess
    FOR EACH ROW EXECUTE FUNCTION procedures_process_frozen();

CREATE FUNCTION procedures_procedure_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM procedures_procedureversion
               WHERE procedure_id = OLD.id AND state <> 'draft') THEN
        RAISE EXCEPTION 'Thủ tục % đã được công bố, không được sửa mã hoặc xóa.', OLD.code
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER procedure_frozen BEFORE UPDATE OR DELETE ON procedures_procedure
    FOR EACH ROW EXECUTE FUNCTION procedures_procedure_frozen();
"""
THAW = """
DROP TRIGGER procedure_frozen ON procedures_procedure;
DROP TRIGGER process_frozen ON procedures_internalprocess;
DROP TRIGGER version_frozen ON procedures_procedureversion;
DROP FUNCTION procedures_procedure_frozen();
DROP FUNCTION procedures_process_frozen();
DROP FUNCTION procedures_version_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [("procedures", "0001_initial")]
    operations = [migrations.RunSQL(FREEZE, THAW)]
