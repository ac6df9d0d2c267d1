package dev.coppice.server.internal.console.pruning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.prune.CampaignHistory;
import dev.coppice.prune.CampaignHistory.Rest;
import dev.coppice.prune.CampaignHistory.Span;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChartDrawingTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final Duration AIM = Duration.ofMillis(250);

    @Test
    void a_campaign_without_chunks_has_no_curve() {
        var chart = ChartDrawing.of(new CampaignHistory(List.of(), List.of()), AIM, rest -> "");
        assertThat(chart.drawn()).isFalse();
        assertThat(chart.rate().says()).isEqualTo("No chunk has been committed yet.");
    }

    @Test
    void a_rest_takes_a_band_and_breaks_the_curve() {
        var rest = new Rest(START.plusSeconds(1), START.plusSeconds(7201), Duration.ofSeconds(1));
        var chart = ChartDrawing.of(
                new CampaignHistory(List.of(span(1, 500, 200), span(2, 1500, 300)), List.of(rest)),
                AIM,
                found -> "Paused by ann: lunch.");
        assertThat(chart.rests()).singleElement().satisfies(band -> {
            assertThat(band.length()).isEqualTo("2 h");
            assertThat(band.why()).isEqualTo("Paused by ann: lunch.");
            assertThat(band.x()).isEqualTo(78 + (946 - 78 - 20) / 2);
        });
        assertThat(chart.rate().line()).containsPattern("M78\\.0 .*L502\\.0 .*M522\\.0 .*L946\\.0");
        assertThat(chart.rate().says()).isEqualTo("1,000 rows a second on average, 1,500 at last.");
        assertThat(chart.chunks().says()).isEqualTo("Chunks aim at 250 ms; the longest took 600 ms.");
        assertThat(chart.target().text()).isEqualTo("250 ms");
        assertThat(chart.worked())
                .extracting(tick -> tick.text())
                .startsWith("0 ms")
                .endsWith("2.0 s");
    }

    private static Span span(int second, long rows, int mean) {
        return new Span(
                START,
                START.plusSeconds(second),
                Duration.ofSeconds(second),
                4,
                rows,
                rows,
                Duration.ofMillis(mean),
                Duration.ofMillis(2L * mean));
    }
}
