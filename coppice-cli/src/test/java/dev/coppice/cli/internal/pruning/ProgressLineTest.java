package dev.coppice.cli.internal.pruning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.cli.internal.Look;
import dev.coppice.cli.internal.Terminal;
import dev.coppice.cli.internal.pruning.ProgressLine.Sight;
import dev.coppice.control.Act;
import dev.coppice.control.TableName;
import dev.coppice.prune.BrakeName;
import dev.coppice.prune.BrakeSpan;
import dev.coppice.prune.Campaign;
import dev.coppice.prune.CampaignState;
import dev.coppice.prune.CampaignWorker;
import dev.coppice.prune.Tuning;
import dev.coppice.server.document.CampaignDocument;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");

    private final StringWriter said = new StringWriter();
    private final AtomicLong nanos = new AtomicLong();
    private final ProgressLine line =
            new ProgressLine(new Terminal(new PrintWriter(said), new PrintWriter(said), false), Look.PLAIN, nanos::get);

    @Test
    void a_chunk_that_takes_long_is_not_silent() {
        after(4);
        assertThat(said.toString()).isEmpty();
        after(2);
        assertThat(said.toString()).isEqualTo("no chunk has ended yet, 6 s\n");
        after(4);
        after(2);
        assertThat(said.toString()).isEqualTo("no chunk has ended yet, 6 s\nno chunk has ended yet, 12 s\n");
    }

    @Test
    void a_brake_that_holds_is_named_until_it_does_no_more() {
        nanos.addAndGet(Duration.ofSeconds(6).toNanos());
        line.braked(braked(new BrakeSpan(
                BrakeName.REPLICA_LAG,
                "Replica twin is 41.0 s behind, limit 10s.",
                Optional.of(4.1),
                AT,
                Optional.empty())));
        after(6);
        nanos.addAndGet(Duration.ofSeconds(6).toNanos());
        line.braked(braked());
        assertThat(said.toString()).isEqualTo("""
                        campaign 7: held by replica-lag since 2026-01-01T00:00:00Z: Replica twin is 41.0 s behind, limit 10s.
                        no chunk has ended yet, 6 s, held by replica-lag since 2026-01-01T00:00:00Z: Replica twin is 41.0 s behind, limit 10s.
                        campaign 7: no brake holds it
                        """);
    }

    @Test
    void several_workers_are_counted() {
        var one = new CampaignWorker(1, "7-a", AT, AT);
        var two = new CampaignWorker(2, "8-b", AT, AT);
        nanos.addAndGet(Duration.ofSeconds(6).toNanos());
        show(List.of(one));
        nanos.addAndGet(Duration.ofSeconds(6).toNanos());
        show(List.of(one, two));
        assertThat(said.toString().lines())
                .containsExactly("campaign 7: 0 roots, 0.0/s", "campaign 7: 0 roots, 0.0/s, 2 workers");
    }

    private void show(List<CampaignWorker> workers) {
        var campaign = CampaignDocument.of(campaign(), List.of(), workers);
        line.show(new Sight(campaign, Optional.empty(), 0, Optional.empty(), Optional.empty()));
    }

    private static CampaignDocument braked(BrakeSpan... holding) {
        return CampaignDocument.of(campaign(), List.of(holding));
    }

    private static Campaign campaign() {
        return new Campaign(
                7,
                "ended-sessions",
                TableName.parse("app.session"),
                "0".repeat(64),
                AT,
                Act.of("ann", "spring cleaning"),
                CampaignState.RUNNING,
                "A process works on it.",
                Optional.empty(),
                new Campaign.Counts(0, 0, 0, 0, 0, 0, Optional.empty()),
                new Tuning(Duration.ofMillis(250), Optional.empty(), Optional.empty(), Optional.empty()),
                Duration.ZERO,
                Optional.empty(),
                Optional.empty(),
                AT,
                Optional.empty());
    }

    private void after(int seconds) {
        nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
        line.tick();
    }
}
