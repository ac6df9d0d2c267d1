package dev.coppice.cli.internal.pruning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.cli.internal.Look;
import dev.coppice.cli.internal.Terminal;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
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

    private void after(int seconds) {
        nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
        line.tick();
    }
}
