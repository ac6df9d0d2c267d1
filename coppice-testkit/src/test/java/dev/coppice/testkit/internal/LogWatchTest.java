package dev.coppice.testkit.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;
import org.slf4j.helpers.NOPLoggerFactory;

class LogWatchTest {

    @Test
    void without_logback_the_check_is_off_and_says_so_once() {
        var notices = new ArrayList<String>();
        var said = new AtomicBoolean();
        for (var test = 0; test < 2; test++) {
            var watch = LogWatch.begin(new NOPLoggerFactory(), notices::add, said);
            assertThat(watch.problems(Level.INFO, List.of())).isEmpty();
        }
        assertThat(notices)
                .containsExactly("coppice-testkit: the check of log levels is off, since SLF4J is bound to "
                        + "org.slf4j.helpers.NOPLoggerFactory and not to Logback.");
    }
}
