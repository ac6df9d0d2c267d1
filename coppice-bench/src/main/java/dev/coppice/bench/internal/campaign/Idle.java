package dev.coppice.bench.internal.campaign;

import java.time.Duration;
import java.util.Map;
import javax.sql.DataSource;

/**
 * Nothing: what others take while nobody prunes.
 *
 * @param time for how long
 */
record Idle(Duration time) implements Side {
    @Override
    public String title() {
        return "nothing";
    }

    @Override
    public Map<String, Object> prune(DataSource database) {
        Foreground.rest(time);
        return Map.of();
    }
}
