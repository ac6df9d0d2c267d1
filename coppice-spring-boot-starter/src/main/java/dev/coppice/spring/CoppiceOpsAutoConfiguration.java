package dev.coppice.spring;

import dev.coppice.ops.MicrometerMeters;
import dev.coppice.ops.Ops;
import dev.coppice.ops.spi.OpMeters;
import io.micrometer.core.instrument.MeterRegistry;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Gives an application {@link Ops} on its one data source, or its primary one; with a meter registry, their figures too.
 * Steps back behind beans of the application.
 */
@AutoConfiguration(
        after = DataSourceAutoConfiguration.class,
        afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@EnableConfigurationProperties(OpsProperties.class)
public final class CoppiceOpsAutoConfiguration {
    /** Called by Spring. */
    public CoppiceOpsAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(Ops.class)
    @ConditionalOnSingleCandidate(DataSource.class)
    SpringOps coppiceOps(DataSource source, OpsProperties limits, ObjectProvider<OpMeters> meters) {
        var figures = meters.getIfAvailable();
        return SpringOps.on(source, limits, ops -> figures == null ? ops : ops.meters(figures));
    }

    /** Apart, so that no class of Micrometer is needed where there is none. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MeterRegistry.class)
    static class Figures {
        @Bean
        @ConditionalOnMissingBean(OpMeters.class)
        @ConditionalOnSingleCandidate(MeterRegistry.class)
        MicrometerMeters coppiceOpMeters(MeterRegistry registry) {
            return new MicrometerMeters(registry);
        }
    }
}
