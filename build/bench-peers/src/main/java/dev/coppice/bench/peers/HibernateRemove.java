package dev.coppice.bench.peers;

import dev.coppice.bench.spi.PrunePeer;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import javax.sql.DataSource;

/** Sessions are loaded and removed one by one; the mapping takes their children along. A transaction for each thousand. */
public final class HibernateRemove implements PrunePeer {
    private static final int BATCH = 1_000;
    private static final int MOST = 20_000;

    /** For the service loader. */
    public HibernateRemove() {}

    @Override
    public String name() {
        return "Hibernate, remove one by one";
    }

    @Override
    public int most() {
        return MOST;
    }

    @Override
    public void prune(DataSource database, Instant horizon) {
        try (var hibernate = new Hibernate(database)) {
            hibernate.whileMore(entities -> removeBatch(entities, horizon));
        }
    }

    private static boolean removeBatch(EntityManager entities, Instant horizon) {
        var sessions = entities.createQuery(
                        "from Session where status = 'ENDED' and endedAt < :horizon order by endedAt",
                        SessionEntity.class)
                .setParameter("horizon", horizon)
                .setMaxResults(BATCH)
                .getResultList();
        var ids = sessions.stream().map(session -> String.valueOf(session.id)).toList();
        entities.createQuery("from Granted where entityType = 'session' and entityId in :ids", GrantedEntity.class)
                .setParameter("ids", ids)
                .getResultList()
                .forEach(entities::remove);
        sessions.forEach(entities::remove);
        return sessions.size() == BATCH;
    }
}
