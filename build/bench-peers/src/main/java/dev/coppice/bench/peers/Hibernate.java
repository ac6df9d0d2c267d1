package dev.coppice.bench.peers;

import jakarta.persistence.EntityManager;
import java.util.function.Function;
import javax.sql.DataSource;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.BatchSettings;
import org.hibernate.cfg.JdbcSettings;
import org.hibernate.jpa.HibernatePersistenceConfiguration;

/** Hibernate over the tables of the benchmark, with JDBC batches as its guide has them. */
final class Hibernate implements AutoCloseable {
    private static final int STATEMENTS_OF_A_BATCH = 50;

    private final SessionFactory factory;

    Hibernate(DataSource database) {
        factory = new HibernatePersistenceConfiguration("bench")
                .managedClasses(SessionEntity.class, StepEntity.class, MessageEntity.class, GrantedEntity.class)
                .property(JdbcSettings.JAKARTA_NON_JTA_DATASOURCE, database)
                .property(BatchSettings.STATEMENT_BATCH_SIZE, STATEMENTS_OF_A_BATCH)
                .createEntityManagerFactory();
    }

    /** Repeats a transaction, with an entity manager of its own each time, until it says that nothing is left. */
    void whileMore(Function<EntityManager, Boolean> batch) {
        while (factory.fromTransaction(batch)) {}
    }

    @Override
    public void close() {
        factory.close();
    }
}
