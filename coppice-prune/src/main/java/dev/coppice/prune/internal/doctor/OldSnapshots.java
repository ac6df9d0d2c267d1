package dev.coppice.prune.internal.doctor;

import dev.coppice.control.Durations;
import dev.coppice.prune.Finding;
import dev.coppice.prune.Severity;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * Sessions and prepared transactions that hold an old snapshot: nothing deleted meanwhile can be cleaned up.
 * One in another database holds nothing here, nor does a vacuum.
 */
final class OldSnapshots implements Check {
    // language=SQL
    private static final String QUERY = """
            SELECT 'session ' || a.pid AS holder, coalesce(a.usename, '?') AS who,
                coalesce(nullif(a.application_name, ''), 'no name') AS application,
                extract(epoch FROM now() - a.xact_start)::bigint AS seconds,
                format('SELECT pg_terminate_backend(%s);', a.pid) AS cure
            FROM pg_catalog.pg_stat_activity AS a
            WHERE a.pid <> pg_backend_pid() AND (a.backend_xmin IS NOT NULL OR a.backend_xid IS NOT NULL)
                AND a.datname = current_database()
                AND a.backend_type <> 'autovacuum worker'
                AND a.xact_start < clock_timestamp() - make_interval(secs => ?::double precision)
            UNION ALL
            SELECT 'prepared transaction ' || p.gid, p.owner, 'two-phase commit',
                extract(epoch FROM now() - p.prepared)::bigint, format('ROLLBACK PREPARED %L;', p.gid)
            FROM pg_catalog.pg_prepared_xacts AS p
            WHERE p.database = current_database() AND p.prepared < clock_timestamp() - make_interval(secs => ?::double precision)
            """;

    @Override
    public Stream<Finding> look(Inspection inspection) {
        return inspection.policy().policy().config().brakes().oldestSnapshot().limit().stream()
                .flatMap(longest -> older(inspection, longest));
    }

    private static Stream<Finding> older(Inspection inspection, Duration longest) {
        var seconds = longest.toMillis() / 1000.0;
        return inspection
                .rows(
                        QUERY,
                        row -> new Finding(
                                "old-snapshot",
                                Severity.WARN,
                                row.text("holder"),
                                "Role " + row.text("who") + " (" + row.text("application")
                                        + ") has held a snapshot for "
                                        + Math.max(0, row.number("seconds")) + " s, longer than "
                                        + Durations.format(longest) + ": deleted rows stay on disk meanwhile.",
                                row.text("cure")),
                        seconds,
                        seconds)
                .stream();
    }
}
