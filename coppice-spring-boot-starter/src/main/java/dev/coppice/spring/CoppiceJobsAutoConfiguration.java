package dev.coppice.spring;

import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.prune.Campaigns;
import dev.coppice.spring.internal.jobs.ApplicationJobs;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Has an application run its policies at the times of their schedules, and the sensors of its lifecycle, where {@code
 * coppice.jobs.enabled} is true.
 */
@AutoConfiguration(after = {CoppicePruneAutoConfiguration.class, CoppiceLifecycleAutoConfiguration.class})
@EnableConfigurationProperties(JobsProperties.class)
public final class CoppiceJobsAutoConfiguration {
    /** Called by Spring. */
    public CoppiceJobsAutoConfiguration() {}

    @Bean
    @ConditionalOnSingleCandidate(DataSource.class)
    @ConditionalOnProperty("coppice.jobs.enabled")
    @DependsOnDatabaseInitialization
    ApplicationJobs coppiceJobs(
            DataSource source,
            Environment environment,
            ObjectProvider<Pruning> pruning,
            ObjectProvider<Lifecycle> lifecycle) {
        var declared = Optional.ofNullable(pruning.getIfUnique());
        var target = SpringTransaction.target(source);
        return ApplicationJobs.of(
                target,
                environment.getProperty("spring.application.name", ""),
                new ApplicationJobs.Work(
                        declared.map(Pruning::policies).orElse(List.of()),
                        declared.map(Pruning::campaigns).orElseGet(() -> Campaigns.on(target)),
                        Optional.ofNullable(lifecycle.getIfUnique())));
    }
}
