package dev.coppice.spring;

import dev.coppice.lifecycle.KindConfig;
import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.lifecycle.SigningKeyFile;
import dev.coppice.lifecycle.spi.SigningKey;
import dev.coppice.lifecycle.spi.Step;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Gives an application the lifecycle of its resources, where {@code coppice.lifecycle.enabled} is true: kinds from {@code
 * coppice.kinds}, from a {@code coppice.yaml}, and from beans by their names; steps of its own from beans by their names.
 */
@AutoConfiguration(after = CoppiceOpsAutoConfiguration.class)
@EnableConfigurationProperties(LifecycleProperties.class)
public final class CoppiceLifecycleAutoConfiguration {
    /** Called by Spring. */
    public CoppiceLifecycleAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(Lifecycle.class)
    @ConditionalOnSingleCandidate(DataSource.class)
    @ConditionalOnProperty("coppice.lifecycle.enabled")
    @DependsOnDatabaseInitialization
    Lifecycle coppiceLifecycle(
            DataSource source,
            Environment environment,
            LifecycleProperties properties,
            Map<String, KindConfig> kinds,
            Map<String, Step> steps,
            ObjectProvider<SigningKey> key) {
        var builder = Lifecycle.on(SpringTransaction.target(source))
                .kinds(Declarations.of(environment).kinds())
                .kinds(kinds);
        steps.forEach(builder::adapter);
        if (properties.keyFile() != null) {
            builder.signedBy(SigningKeyFile.at(properties.keyFile()));
        }
        key.ifUnique(builder::signedBy);
        return builder.build();
    }
}
