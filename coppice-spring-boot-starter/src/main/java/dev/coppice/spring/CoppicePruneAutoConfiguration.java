package dev.coppice.spring;

import dev.coppice.prune.Policy;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Gives an application {@link Pruning} by its policies, where {@code coppice.prune.enabled} is true: those under {@code
 * coppice.policies}, those of a {@code coppice.yaml}, and its beans.
 */
@AutoConfiguration(after = DataSourceAutoConfiguration.class)
@EnableConfigurationProperties(PruneProperties.class)
public final class CoppicePruneAutoConfiguration {
    /** Called by Spring. */
    public CoppicePruneAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(Pruning.class)
    @ConditionalOnSingleCandidate(DataSource.class)
    @ConditionalOnProperty("coppice.prune.enabled")
    @DependsOnDatabaseInitialization
    Pruning coppicePruning(DataSource source, Environment environment, ObjectProvider<Policy> beans) {
        var declared = Declarations.of(environment).policies().entrySet().stream()
                .map(policy -> new Policy(policy.getKey(), policy.getValue()));
        return Pruning.on(source, Stream.concat(declared, beans.orderedStream()).toList());
    }
}
