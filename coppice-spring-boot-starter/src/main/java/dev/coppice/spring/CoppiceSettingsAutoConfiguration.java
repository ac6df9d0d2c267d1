package dev.coppice.spring;

import static java.util.Objects.requireNonNull;

import dev.coppice.ops.Ops;
import dev.coppice.settings.Settings;
import dev.coppice.settings.client.SettingsClient;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;

/**
 * Gives an application the settings of its own database, where {@code coppice.settings.enabled} is true, and a client of a
 * Coppice server, where {@code coppice.settings.client.url} names one. Steps back behind beans of the application.
 */
@AutoConfiguration(after = CoppiceOpsAutoConfiguration.class)
@EnableConfigurationProperties(SettingsProperties.class)
public final class CoppiceSettingsAutoConfiguration {
    /** Called by Spring. */
    public CoppiceSettingsAutoConfiguration() {}

    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean(Settings.class)
    @ConditionalOnSingleCandidate(DataSource.class)
    @ConditionalOnProperty("coppice.settings.enabled")
    @DependsOnDatabaseInitialization
    Settings coppiceSettings(DataSource source, Ops ops, SettingsProperties properties) {
        return Settings.builder(SpringTransaction.target(source))
                .ops(ops)
                .schema(properties.schema())
                .staleness(properties.staleness())
                .whenCommitted(SpringTransaction::afterCommit)
                .build()
                .start();
    }

    @Bean
    @ConditionalOnMissingBean(SettingsClient.class)
    @ConditionalOnProperty("coppice.settings.client.url")
    SettingsClient coppiceSettingsClient(SettingsProperties properties) {
        var client = properties.client();
        var builder = SettingsClient.builder(requireNonNull(client.url()))
                .maxAge(client.maxAge())
                .keepServing(client.keepServing())
                .timeout(client.timeout());
        return client.token() == null
                ? builder.build()
                : builder.token(client.token()).build();
    }
}
