-- Takes every foreign key and every index that carries no constraint off the tables, and notes how to put it back.
INSERT INTO app_generator.postponed (name, statement)
SELECT
    relname,
    replace(pg_get_indexdef(indexrelid), ' ON ONLY ', ' ON ')
FROM pg_index
JOIN pg_class ON pg_class.oid = indexrelid
WHERE relnamespace = 'app'::regnamespace
    AND NOT relispartition
    AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x'))
ORDER BY relname;

INSERT INTO app_generator.postponed (name, statement)
SELECT
    conname,
    format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
FROM pg_constraint
WHERE connamespace = 'app'::regnamespace
    AND contype = 'f'
    AND conparentid = 0
ORDER BY conname;

DO $$
DECLARE
    removal text;
BEGIN
    FOR removal IN
        SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname)
        FROM pg_constraint
        WHERE connamespace = 'app'::regnamespace
            AND contype = 'f'
            AND conparentid = 0
    LOOP
        EXECUTE removal;
    END LOOP;
    FOR removal IN
        SELECT format('DROP INDEX app.%I', name)
        FROM app_generator.postponed
        WHERE statement LIKE 'CREATE%'
    LOOP
        EXECUTE removal;
    END LOOP;
END
$$;
