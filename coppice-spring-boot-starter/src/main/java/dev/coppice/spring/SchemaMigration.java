package dev.coppice.spring;

import dev.coppice.control.CoppiceSchema;
import java.util.Set;
import javax.sql.DataSource;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.sql.init.dependency.AbstractBeansOfTypeDatabaseInitializerDetector;

/** Brings the schema {@code coppice} up to date before the beans that need a database that is ready. */
final class SchemaMigration implements InitializingBean {
    private final CoppiceSchema schema;

    SchemaMigration(DataSource source) {
        schema = new CoppiceSchema(source);
    }

    @Override
    public void afterPropertiesSet() {
        schema.migrate();
    }

    /** Tells Spring Boot so. */
    static final class Detector extends AbstractBeansOfTypeDatabaseInitializerDetector {
        @Override
        protected Set<Class<?>> getDatabaseInitializerBeanTypes() {
            return Set.of(SchemaMigration.class);
        }
    }
}
