package dev.coppice.spring;

import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.sql.init.dependency.DatabaseInitializationDependencyConfigurer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * Creates the schema {@code coppice} in the application's database, or brings it up to date, where {@code
 * coppice.schema.migrate} is true.
 */
@AutoConfiguration(after = DataSourceAutoConfiguration.class)
@EnableConfigurationProperties(SchemaProperties.class)
@Import(DatabaseInitializationDependencyConfigurer.class)
public final class CoppiceSchemaAutoConfiguration {
    /** Called by Spring. */
    public CoppiceSchemaAutoConfiguration() {}

    @Bean
    @ConditionalOnSingleCandidate(DataSource.class)
    @ConditionalOnProperty("coppice.schema.migrate")
    SchemaMigration coppiceSchemaMigration(DataSource source) {
        return new SchemaMigration(SpringTransaction.target(source));
    }
}
