package dev.coppice.bench.peers;

import dev.coppice.bench.spi.PrunePeer;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/** A thousand keys are read, then one HQL delete for each entity takes what belongs to them; a transaction for each thousand. */
public final class HibernateBulk implements PrunePeer {
    private static final int BATCH = 1_000;

    /** For the service loader. */
    public HibernateBulk() {}

    @Override
    public String name() {
        return "Hibernate, HQL deletes";
    }

    @Override
    public void prune(DataSource database, Instant horizon) {
        try (var hibernate = new Hibernate(database)) {
            hibernate.whileMore(entities -> {
                var ids = due(entities, horizon);
                if (!ids.isEmpty()) {
                    delete(entities, ids);
                }
                return ids.size() == BATCH;
            });
        }
    }

    private static List<UUID> due(EntityManager entities, Instant horizon) {
        return entities.createQuery(
                        "select id from Session where status = 'ENDED' and endedAt < :horizon order by endedAt",
                        UUID.class)
                .setParameter("horizon", horizon)
                .setMaxResults(BATCH)
                .getResultList();
    }

    private static void delete(EntityManager entities, List<UUID> ids) {
        entities.createQuery("delete from Granted where entityType = 'session' and entityId in :ids")
                .setParameter("ids", ids.stream().map(UUID::toString).toList())
                .executeUpdate();
        for (var entity : List.of("Step where session.id", "Message where session.id", "Session where id")) {
            entities.createQuery("delete from " + entity + " in :ids")
                    .setParameter("ids", ids)
                    .executeUpdate();
        }
    }
}
