package dev.coppice.spring;

import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.prune.Campaigns;
import dev.coppice.spring.internal.actuator.CoppiceEndpoint;
import dev.coppice.spring.internal.actuator.CoppiceHealth;
import dev.coppice.spring.internal.actuator.LifecycleGauges;
import dev.coppice.spring.internal.actuator.PruningGauges;
import dev.coppice.spring.internal.jobs.ApplicationJobs;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

/**
 * Tells Actuator and Micrometer of an application's policies, lifecycle and jobs, each where its classes are: health, the
 * endpoint {@code coppice}, gauges.
 */
@AutoConfiguration(
        after = CoppiceJobsAutoConfiguration.class,
        afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@Conditional(CoppiceActuatorAutoConfiguration.PruningOrLifecycle.class)
@ConditionalOnSingleCandidate(DataSource.class)
public final class CoppiceActuatorAutoConfiguration {
    /** Called by Spring. */
    public CoppiceActuatorAutoConfiguration() {}

    /** Ops and settings alone need none of it. */
    static final class PruningOrLifecycle extends AnyNestedCondition {
        PruningOrLifecycle() {
            super(ConfigurationPhase.REGISTER_BEAN);
        }

        @ConditionalOnBean(Pruning.class)
        static final class OfPruning {}

        @ConditionalOnBean(Lifecycle.class)
        static final class OfLifecycle {}
    }

    /** Apart, as the others: no class is needed where there is none. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(HealthIndicator.class)
    static class Healths {
        @Bean
        @ConditionalOnEnabledHealthIndicator("coppice")
        @ConditionalOnMissingBean(name = "coppiceHealthIndicator")
        CoppiceHealth coppiceHealthIndicator(
                DataSource source, ObjectProvider<ApplicationJobs> jobs, ObjectProvider<Lifecycle> lifecycle) {
            return new CoppiceHealth(SpringTransaction.target(source), one(jobs), one(lifecycle));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
    static class Endpoints {
        @Bean
        @ConditionalOnAvailableEndpoint
        @ConditionalOnMissingBean
        CoppiceEndpoint coppiceEndpoint(
                DataSource source,
                ObjectProvider<Pruning> pruning,
                ObjectProvider<Lifecycle> lifecycle,
                ObjectProvider<ApplicationJobs> jobs) {
            var declared = one(pruning);
            var target = SpringTransaction.target(source);
            return new CoppiceEndpoint(
                    target,
                    new CoppiceEndpoint.Parts(
                            declared.map(Pruning::policies).orElse(List.of()),
                            declared.map(Pruning::campaigns).orElseGet(() -> Campaigns.on(target)),
                            one(lifecycle),
                            one(jobs)));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MeterRegistry.class)
    static class Figures {
        @Bean
        @ConditionalOnSingleCandidate(MeterRegistry.class)
        @ConditionalOnBean(Lifecycle.class)
        LifecycleGauges coppiceLifecycleGauges(MeterRegistry registry, Lifecycle lifecycle) {
            return LifecycleGauges.of(registry, lifecycle);
        }

        @Bean
        @ConditionalOnSingleCandidate(MeterRegistry.class)
        @ConditionalOnBean(Pruning.class)
        PruningGauges coppicePruningGauges(MeterRegistry registry, Pruning pruning) {
            return PruningGauges.of(registry, pruning.policies(), pruning.plans(), pruning.campaigns());
        }
    }

    private static <T> Optional<T> one(ObjectProvider<T> beans) {
        return Optional.ofNullable(beans.getIfUnique());
    }
}
