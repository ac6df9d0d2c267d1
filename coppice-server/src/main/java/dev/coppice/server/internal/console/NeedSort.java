package dev.coppice.server.internal.console;

import dev.coppice.server.internal.console.Badge.Tone;
import java.util.List;
import java.util.function.Function;

/**
 * What waits for a person, each sort with the query that finds it.
 *
 * @param name tells it from other sorts
 * @param badge what people call it
 * @param query finds what waits: a subject, what it belongs to, and why
 * @param says it in a sentence
 * @param link the address of the page that tells more
 * @param all the address of the page that lists its like
 */
record NeedSort(
        String name, Badge badge, String query, Function<Row, String> says, Function<Row, String> link, String all) {
    /** The worst first. */
    static final List<NeedSort> ALL = List.of(
            new NeedSort(
                    "PARKED",
                    new Badge("parked", Tone.BAD),
                    // language=SQL
                    """
            SELECT o.id::text, o.kind || ' ' || o.resource_id,
                coalesce((SELECT s.name || ': ' || s.message FROM coppice.operation_step AS s
                          WHERE s.operation_id = o.id AND s.state = 'parked' ORDER BY s.ordinal LIMIT 1), '')
            FROM coppice.operation AS o
            WHERE o.finished_at IS NULL
              AND o.state = 'parked'
            ORDER BY o.id""",
                    row -> "Teardown " + row.subject() + " of " + row.of() + " waits for a person. " + row.why(),
                    row -> "/teardowns/" + row.subject(),
                    "/teardowns"),
            new NeedSort(
                    "LATE",
                    new Badge("late", Tone.WARN),
                    // language=SQL
                    """
            SELECT o.id::text, o.kind || ' ' || o.resource_id, to_char(o.created_at, 'YYYY-MM-DD HH24:MI "UTC"')
            FROM coppice.operation AS o
            WHERE o.finished_at IS NULL
              AND o.state = 'running'
              AND o.created_at < now() - interval '1 hour'
            ORDER BY o.id""",
                    row -> "Teardown " + row.subject() + " of " + row.of() + " began at " + row.why()
                            + " and has not ended.",
                    row -> "/teardowns/" + row.subject(),
                    "/teardowns"),
            new NeedSort(
                    "REVOKED",
                    new Badge("revoked", Tone.BAD),
                    // language=SQL
                    """
            SELECT c.operation_id::text, c.kind || ' ' || c.resource_id, c.revoked_reason
            FROM coppice.certificate AS c
            WHERE c.revoked_at > now() - interval '30 days'
            ORDER BY c.id DESC""",
                    row -> "The certificate of " + row.of() + " was revoked: " + row.why(),
                    row -> "/teardowns/" + row.subject(),
                    "/certificates"),
            new NeedSort(
                    "UNSEEN",
                    new Badge("late", Tone.WARN),
                    // language=SQL
                    """
            SELECT c.operation_id::text, c.kind || ' ' || c.resource_id, ''
            FROM coppice.certificate_probe AS p
            JOIN coppice.certificate AS c ON c.id = p.certificate_id
            WHERE p.outcome IS NULL
              AND p.due_at < now() - interval '1 hour'
            ORDER BY p.due_at""",
                    row -> "The later look at what is left of " + row.of() + " is overdue.",
                    row -> "/teardowns/" + row.subject(),
                    "/certificates"),
            new NeedSort(
                    "FAILED",
                    new Badge("failed", Tone.BAD),
                    // Each erasure has a policy of its own; one is made good by a later one of the same subject.
                    // language=SQL
                    """
            SELECT id::text, policy, state_reason
            FROM (SELECT DISTINCT ON (policy) * FROM coppice.campaign ORDER BY policy, id DESC) AS newest
            WHERE state = 'FAILED'
              AND NOT EXISTS (
                  SELECT FROM coppice.erasure AS e JOIN coppice.erasure AS later USING (table_schema, table_name, digest)
                  WHERE e.campaign_id = newest.id AND later.id > e.id AND later.state = 'SUCCEEDED'
              )
            ORDER BY id DESC""",
                    row -> "Campaign " + row.subject() + " of " + row.of() + " has failed. " + row.why(),
                    row -> "/campaigns/" + row.subject(),
                    "/campaigns"),
            new NeedSort(
                    "PARTLY_ERASED",
                    new Badge("partly erased", Tone.BAD),
                    // language=SQL
                    """
            SELECT e.id::text, e.subject, e.state_reason
            FROM coppice.erasure AS e
            WHERE e.state = 'PARTIAL'
              AND NOT EXISTS (
                  SELECT FROM coppice.erasure AS later
                  WHERE (later.table_schema, later.table_name, later.digest) = (e.table_schema, e.table_name, e.digest)
                    AND later.id > e.id AND later.state IN ('SUCCEEDED', 'PARTIAL')
              )
            ORDER BY e.id DESC""",
                    row -> "Erasure " + row.subject() + " of one " + row.of() + " has left something. " + row.why(),
                    row -> "/erasures/" + row.subject(),
                    "/erasures"),
            new NeedSort(
                    "NOT_ERASED",
                    new Badge("late", Tone.WARN),
                    // language=SQL
                    """
            SELECT e.id::text, e.subject, to_char(e.created_at, 'YYYY-MM-DD HH24:MI "UTC"')
            FROM coppice.erasure AS e
            WHERE e.ended_at IS NULL
              AND e.created_at < now() - interval '1 hour'
            ORDER BY e.id""",
                    row -> "Erasure " + row.subject() + " of one " + row.of() + " began at " + row.why()
                            + " and has not ended.",
                    row -> "/erasures/" + row.subject(),
                    "/erasures"),
            new NeedSort(
                    "ALARM",
                    new Badge("alarm", Tone.BAD),
                    // One of a campaign that stands still is told as that below.
                    // language=SQL
                    """
            SELECT a.policy, a.topic, a.says
            FROM coppice.policy_alarm AS a
            LEFT JOIN coppice.campaign AS c ON c.id = a.campaign_id
            WHERE a.topic <> 'campaign.interrupted'
              OR c.state IN ('PLANNED', 'RUNNING')
              OR c.stopped_by = 'window'
            ORDER BY a.raised_at, a.policy""",
                    row -> "Policy " + row.subject()
                            + (row.of().equals("policy.behind") ? " falls behind. " : " does not run. ") + row.why(),
                    row -> new Address("/policies/policy")
                            .with("name", row.subject())
                            .text(),
                    "/policies"),
            new NeedSort(
                    "STILL",
                    new Badge("stands still", Tone.WARN),
                    // language=SQL
                    """
            SELECT id::text, policy, state_reason
            FROM coppice.campaign
            WHERE ended_at IS NULL
              AND (
                  state = 'PAUSED'
                  OR state = 'INTERRUPTED' AND stopped_by <> 'window' AND changed_at < now() - interval '5 minutes'
              )
            ORDER BY id DESC""",
                    row -> "Campaign " + row.subject() + " of " + row.of() + " does not go on. " + row.why(),
                    row -> "/campaigns/" + row.subject(),
                    "/campaigns"),
            new NeedSort(
                    "SET_ASIDE",
                    new Badge("set aside", Tone.WARN),
                    // language=SQL
                    """
            SELECT id::text, policy, quarantined::text
            FROM (SELECT DISTINCT ON (policy) * FROM coppice.campaign ORDER BY policy, id DESC) AS newest
            WHERE quarantined > 0
              AND NOT EXISTS (
                  SELECT FROM coppice.erasure AS e JOIN coppice.erasure AS later USING (table_schema, table_name, digest)
                  WHERE e.campaign_id = newest.id AND later.id > e.id AND later.state = 'SUCCEEDED'
              )
            ORDER BY id DESC""",
                    row -> "Campaign " + row.subject() + " of " + row.of() + " could not delete " + row.why()
                            + " of its rows and has set them aside.",
                    row -> "/campaigns/" + row.subject(),
                    "/campaigns"),
            new NeedSort(
                    "JOB",
                    new Badge("fails", Tone.BAD),
                    // language=SQL
                    """
            SELECT task_name, '', consecutive_failures::text
            FROM coppice.job
            WHERE consecutive_failures > 0 AND (picked OR execution_time > now() - interval '1 d')
            ORDER BY consecutive_failures DESC, task_name""",
                    row -> "The job " + row.subject() + " has failed " + row.why() + " times since it last ended well.",
                    row -> "/jobs",
                    "/jobs"),
            new NeedSort(
                    "SENSOR",
                    new Badge("fails", Tone.BAD),
                    // language=SQL
                    """
            SELECT sensor, '', problem
            FROM coppice.sensor_run
            WHERE problem IS NOT NULL
            ORDER BY sensor""",
                    row -> "The sensor " + row.subject() + " could not look. " + row.why(),
                    row -> "/jobs",
                    "/jobs"),
            new NeedSort(
                    "REFUSED",
                    new Badge("refused", Tone.WARN),
                    // language=SQL
                    """
            SELECT subject, kind, message
            FROM coppice.sensor_decision
            WHERE decision = 'refused'
            ORDER BY since_at""",
                    row -> row.of() + " " + row.subject() + " is left alone by its sensor. " + row.why(),
                    row -> new Address("/resources/resource")
                            .with("kind", row.of())
                            .with("id", row.subject())
                            .text(),
                    "/resources"),
            new NeedSort(
                    "OVER",
                    new Badge("over", Tone.WARN),
                    // language=SQL
                    """
            SELECT 'backups', '', count(*)::text
            FROM coppice.backup
            WHERE expired_at IS NULL
              AND expires_at < now() - interval '1 day'
            HAVING count(*) > 0""",
                    row -> "Backups that were over more than a day ago and are still there: " + row.why() + ".",
                    row -> "/backups",
                    "/backups"),
            new NeedSort(
                    "SOON_OVER",
                    new Badge("soon over", Tone.QUIET),
                    // language=SQL
                    """
            SELECT 'backups', '', count(*)::text
            FROM coppice.backup
            WHERE expired_at IS NULL
              AND expires_at BETWEEN now() AND now() + interval '7 days'
            HAVING count(*) > 0""",
                    row -> "Backups that are over within seven days: " + row.why() + ".",
                    row -> "/backups",
                    "/backups"));

    /**
     * What a query found.
     *
     * @param subject the subject
     * @param of what it belongs to
     * @param why why it waits
     */
    record Row(String subject, String of, String why) {}

    /** Up to a number of rows, each with how many there are. */
    String query(int limit) {
        return "SELECT '" + name + "', found.*, count(*) OVER () FROM (" + query + ") AS found(subject, of, why) LIMIT "
                + limit;
    }

    Need need(Row row) {
        return new Need(badge, says.apply(row).strip(), link.apply(row));
    }

    Need more(long others) {
        return new Need(badge, "And " + Figures.grouped(others) + " more.", all);
    }
}
