package dev.coppice.spring.internal.actuator;

import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.SchemaStatus;
import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.spring.internal.jobs.ApplicationJobs;
import dev.coppice.spring.internal.jobs.ApplicationJobs.Pulse;
import java.util.Locale;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Down where nothing of Coppice can work: the schema {@code coppice} is not current, or the jobs of this instance do not look for
 * what is due. What waits for a person is told as a detail and takes no instance out of service.
 */
public final class CoppiceHealth extends AbstractHealthIndicator {
    private final CoppiceSchema schema;
    private final Optional<ApplicationJobs> jobs;
    private final Optional<Lifecycle> lifecycle;

    /** The health of what is there. */
    public CoppiceHealth(DataSource source, Optional<ApplicationJobs> jobs, Optional<Lifecycle> lifecycle) {
        this.schema = new CoppiceSchema(source);
        this.jobs = jobs;
        this.lifecycle = lifecycle;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        var found = schema.status();
        var pulse = jobs.map(ApplicationJobs::pulse).orElse(Pulse.IDLE);
        var current = found instanceof SchemaStatus.Current;
        health.up()
                .withDetail("schema", word(found))
                .withDetail("jobs", pulse.name().toLowerCase(Locale.ROOT));
        if (!current || pulse == Pulse.SILENT) {
            health.down();
        }
        if (current) {
            lifecycle.map(Lifecycle::figures).ifPresent(figures -> {
                health.withDetail("parkedSteps", figures.parkedSteps());
                figures.oldestStranded().ifPresent(age -> health.withDetail("strandedFor", age.toString()));
            });
        }
    }

    private static String word(SchemaStatus status) {
        return switch (status) {
            case SchemaStatus.Current current -> "current";
            case SchemaStatus.Absent absent -> "absent";
            case SchemaStatus.Behind behind -> "behind";
            case SchemaStatus.Ahead ahead -> "ahead";
        };
    }
}
