package dev.coppice.lifecycle.internal.schema;

import dev.coppice.lifecycle.spi.BackupWriter.Phase;
import dev.coppice.lifecycle.spi.SavedParts;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Optional;

/** What stands in a schema, and whether all of it was saved. */
public final class SchemaState {
    // Whatever is made, replaced or changed is another row of the catalogue, by another transaction. Asks for no lock,
    // so that
    // it can be read beside a transaction that is dropping all of it.
    // language=SQL
    private static final String STATE = """
        SELECT md5(string_agg(line, ' ' ORDER BY line COLLATE "C"))
        FROM (
            SELECT format('%s/%s', d.classid, d.objid) AS line FROM pg_depend d
            WHERE d.refclassid = 'pg_namespace'::regclass AND d.refobjid = $N
            UNION ALL SELECT format('c%s/%s', c.oid, c.xmin) FROM pg_class c WHERE c.relnamespace = $N
            UNION ALL SELECT format('t%s/%s', t.oid, t.xmin) FROM pg_type t WHERE t.typnamespace = $N
            UNION ALL SELECT format('p%s/%s', p.oid, p.xmin) FROM pg_proc p WHERE p.pronamespace = $N
            UNION ALL SELECT format('k%s/%s', k.oid, k.xmin) FROM pg_constraint k WHERE k.connamespace = $N
            UNION ALL SELECT format('e%s/%s', e.oid, e.xmin)
            FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid WHERE t.typnamespace = $N
            UNION ALL SELECT format('r%s/%s', r.oid, r.xmin)
            FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class WHERE c.relnamespace = $N
        ) AS lines
        """;

    private SchemaState() {}

    /** A digest of what stands in a schema and when it was made; another one means that something was changed. */
    public static String of(Connection connection, String schema) throws SQLException {
        var query = SchemaQuery.of(connection, schema);
        return query.isEmpty() ? "" : String.valueOf(query.get().texts(STATE).getFirst());
    }

    /** What in a schema no saved statement makes, in words; that some of it is gone already does not matter. */
    public static Optional<String> unsaved(Connection connection, SavedParts saved, String schema) throws SQLException {
        var known = new HashSet<>(saved.scripts(Phase.BEFORE_ROWS));
        known.addAll(saved.scripts(Phase.AFTER_ROWS));
        var found = Schemas.describe(connection, schema);
        var more = new HashSet<>(found.before());
        more.addAll(found.after());
        more.removeAll(known);
        return more.isEmpty()
                ? Optional.empty()
                : Optional.of(more.size() + " of the statements that make it were not saved");
    }
}
