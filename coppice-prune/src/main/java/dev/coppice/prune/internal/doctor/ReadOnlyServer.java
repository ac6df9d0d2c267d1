package dev.coppice.prune.internal.doctor;

import dev.coppice.prune.Finding;
import dev.coppice.prune.Severity;
import java.util.stream.Stream;

/** A server that takes no writes, and the replicas of one that does. */
final class ReadOnlyServer implements Check {
    // language=SQL
    private static final String QUERY = """
            SELECT pg_is_in_recovery() AS standby,
                current_setting('default_transaction_read_only') = 'on' AS read_only,
                (SELECT count(*) FROM pg_catalog.pg_stat_replication) AS replicas
            """;

    @Override
    public Stream<Finding> look(Inspection inspection) {
        return inspection
                .rows(QUERY, row -> finding(row.truth("standby"), row.truth("read_only"), row.number("replicas")))
                .stream()
                .flatMap(findings -> findings);
    }

    private static Stream<Finding> finding(boolean standby, boolean readOnly, long replicas) {
        if (standby) {
            return Stream.of(new Finding(
                    "read-only-server",
                    Severity.BLOCK,
                    "server",
                    "This server is a standby and takes no writes.",
                    "Name its primary with --url."));
        }
        if (readOnly) {
            return Stream.of(new Finding(
                    "read-only-server",
                    Severity.BLOCK,
                    "server",
                    "Transactions of this role are read-only here unless they say otherwise.",
                    "Ask who set default_transaction_read_only before setting it off."));
        }
        return replicas == 0
                ? Stream.empty()
                : Stream.of(new Finding(
                        "replicas",
                        Severity.INFO,
                        "server",
                        "There are " + replicas + " replicas or receivers: the campaign waits for their lag.",
                        ""));
    }
}
