package dev.coppice.server.internal.erasing;

import dev.coppice.control.Act;
import dev.coppice.ops.CoppiceException;
import dev.coppice.prune.Erasure;
import dev.coppice.prune.Erasures;
import dev.coppice.prune.Subject;
import dev.coppice.server.internal.home.HomeDatabase;
import dev.coppice.server.internal.pruning.Handover;
import dev.coppice.server.internal.pruning.PruningHost;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends erasures whose campaign was ended by whoever did, so that no key stays behind, and gives a campaign to those whose server
 * died before they had one. One of any number of servers: each step is done once, whoever does it. For one thread at a time.
 */
public final class OpenErasures {
    private static final Logger LOG = LoggerFactory.getLogger(OpenErasures.class);

    // The process that ended the campaign goes first: it may have a key to sign with. What the servers were asked for
    // is told by the
    // audit trail; one that was begun elsewhere and left is nobody's but its beginner's.
    // language=SQL
    private static final String DUE = """
            SELECT e.id
            FROM coppice.erasure AS e
            LEFT JOIN coppice.campaign AS c ON c.id = e.campaign_id
            WHERE e.ended_at IS NULL
                AND (
                    c.ended_at < clock_timestamp() - interval '10 s'
                    OR e.campaign_id IS NULL
                        AND e.created_at < clock_timestamp() - interval '10 s'
                        AND EXISTS (
                            SELECT FROM coppice.audit AS a WHERE a.subject = 'erasure/' || e.id AND a.action = ?
                        )
                )
            ORDER BY e.id
            """;

    private final PruningHost host;
    private final HomeDatabase database;
    private final String node;
    private final Map<Long, String> troubles = new HashMap<>();

    /** For the subjects of {@code host}, as the server of this name. */
    public OpenErasures(PruningHost host, String node) {
        this.host = host;
        this.database = new HomeDatabase(host.source());
        this.node = node;
    }

    /** Looks for them and does it. */
    public void runOnce() {
        var due = due();
        troubles.keySet().retainAll(due);
        for (long id : due) {
            var erasure = erasures().find(id);
            erasure.flatMap(found -> host.subjects().find(found.subject()))
                    .ifPresent(subject -> settle(erasure.orElseThrow(), subject));
        }
    }

    private List<Long> due() {
        return database.transaction(db -> db.fetch(DUE, Handover.ERASURE_ASKED).map(row -> row.get("id", Long.class)));
    }

    private void settle(Erasure erasure, Subject subject) {
        try {
            if (erasure.campaign().isEmpty()) {
                new Handover(host).carryOn(erasure, subject, erasure.requested());
            } else {
                var act = Act.of("server " + node, erasure.requested().reason());
                var ended = erasures().end(erasure.id(), subject, act);
                LOG.info("erasure={} RUNNING -> {}", ended.id(), ended.state());
            }
        } catch (CoppiceException refused) {
            if (news(erasure.id(), refused.code())) {
                LOG.warn("erasure={} keeps its key until it can be ended: {}", erasure.id(), refused.code());
            }
        } catch (RuntimeException unexpected) {
            // The next one must not wait for this one to be mended.
            if (news(erasure.id(), unexpected.getClass().getName())) {
                LOG.error("erasure={} met an error nobody expected", erasure.id(), unexpected);
            }
        }
    }

    /** Each trouble is told once, though it is met again every few seconds, as while everything is frozen. */
    private boolean news(long id, String trouble) {
        return !trouble.equals(troubles.put(id, trouble));
    }

    private Erasures erasures() {
        return host.erasures();
    }
}
