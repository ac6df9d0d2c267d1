-- The identity columns go on after the generated keys.
SELECT
    setval(pg_get_serial_sequence('app.credit_transaction', 'transaction_id'),
        (SELECT max(transaction_id) FROM app.credit_transaction)),
    setval(pg_get_serial_sequence('app.notification', 'notification_id'),
        (SELECT max(notification_id) FROM app.notification)),
    setval(pg_get_serial_sequence('app.association_scopes_entities', 'association_id'),
        (SELECT max(association_id) FROM app.association_scopes_entities));

DO $$
BEGIN
    EXECUTE (
        SELECT 'ANALYZE ' || string_agg(oid::regclass::text, ', ' ORDER BY relname)
        FROM pg_class
        WHERE relnamespace = 'app'::regnamespace
            AND relkind IN ('r', 'p')
            AND NOT relispartition);
END
$$;

DROP SCHEMA app_generator CASCADE;

UPDATE app.dataset SET complete = true;
