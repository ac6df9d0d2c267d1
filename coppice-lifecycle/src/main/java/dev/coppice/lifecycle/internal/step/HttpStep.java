package dev.coppice.lifecycle.internal.step;

import static java.util.Comparator.comparing;

import dev.coppice.lifecycle.HttpStepConfig;
import dev.coppice.lifecycle.KindConfig;
import dev.coppice.lifecycle.internal.sql.SafeNames;
import dev.coppice.lifecycle.spi.Backed;
import dev.coppice.lifecycle.spi.BackupWriter;
import dev.coppice.lifecycle.spi.SavedParts;
import dev.coppice.lifecycle.spi.Sight;
import dev.coppice.lifecycle.spi.StepContext;
import dev.coppice.lifecycle.spi.StepOutcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Calls to a service, one for each row of a query. What is to be called is noted before the first call, since the rows may be
 * gone when the step is asked again; each call is tried, whatever became of those before it.
 */
final class HttpStep implements Backed, Checked {
    private static final String FOUND = "found";

    /** An attempt may be interrupted, and then forgets what it has not noted. */
    private static final int CALLS_AT_ONCE = 25;

    private final KindConfig kind;
    private final HttpStepConfig config;

    HttpStep(KindConfig kind, HttpStepConfig config) {
        this.kind = kind;
        this.config = config;
    }

    @Override
    public Sight look(StepContext context) throws InterruptedException {
        var noted = new LinkedHashMap<String, String>();
        var unseen = Reading.look(() -> {
            noted.putAll(noted(context));
            return Sight.NOTHING;
        });
        if (unseen instanceof Sight.Unknown) {
            return unseen;
        }
        return config.probe().isPresent()
                ? probed(context, noted)
                : new Sight.Counted(
                        noted.values().stream().filter(FOUND::equals).count(), 0);
    }

    // Those that are gone are asked about last, as far as there is time: a look sees as much.
    @Override
    public StepOutcome apply(StepContext context) throws SQLException, InterruptedException {
        var noted = noted(context);
        Noted.put(context, noted);
        var until = System.nanoTime() + kind.limits().stepTimeout().toNanos();
        var outcomes = new HttpOutcomes();
        var calls = 0;
        try (var service = new HttpCall(config)) {
            for (var item : thereFirst(noted)) {
                if (System.nanoTime() - until > 0) {
                    if (item.getValue().equals(FOUND)) {
                        outcomes.outOfTime();
                    }
                    break;
                }
                if (!isKnownGone(service, context, item)) {
                    context.require();
                    var url = HttpItem.read(item.getKey()).url();
                    item.setValue(outcomes.isGoneAfter(service.remove(context, url)) ? gone(context) : FOUND);
                    if (++calls % CALLS_AT_ONCE == 0) {
                        Noted.put(context, noted);
                    }
                }
            }
        }
        Noted.put(context, noted);
        return outcomes.together(noted.size());
    }

    private static List<Map.Entry<String, String>> thereFirst(Map<String, String> noted) {
        return noted.entrySet().stream()
                .sorted(comparing(item -> !item.getValue().equals(FOUND)))
                .toList();
    }

    @Override
    public String method() {
        return config.method() + " to a service, "
                + (config.probe().isPresent() ? "which is asked again after" : "which is believed");
    }

    @Override
    public void save(StepContext context, Connection snapshot, BackupWriter writer) {
        writer.remark("what a service removes when it is called does not come back");
    }

    @Override
    public long restore(StepContext context, Connection transaction, SavedParts saved) {
        return 0;
    }

    @Override
    public void check(Connection connection) throws SQLException {
        StepCheck.columns(connection, kind, config.each(), config.url());
        StepCheck.columns(connection, kind, config.each(), config.probe().orElse(config.url()));
    }

    private Sight probed(StepContext context, Map<String, String> noted) throws InterruptedException {
        var there = 0L;
        try (var service = new HttpCall(config)) {
            for (var item : noted.keySet()) {
                var answer = service.probe(context, HttpItem.read(item).probe().orElseThrow());
                if (HttpOutcomes.isThere(answer)) {
                    there++;
                } else if (!HttpOutcomes.isGone(answer)) {
                    return new Sight.Unknown("http.unseen", "the service does not say what is there");
                }
            }
        }
        return new Sight.Counted(there, 0);
    }

    /** Gone by an earlier attempt; a service that can be asked is asked again, since it may have lied. */
    private static boolean isKnownGone(HttpCall service, StepContext context, Map.Entry<String, String> item)
            throws InterruptedException {
        if (item.getValue().equals(FOUND)) {
            return false;
        }
        var probe = HttpItem.read(item.getKey()).probe();
        return probe.isEmpty() || HttpOutcomes.isGone(service.probe(context, probe.get()));
    }

    /**
     * How something is noted that is gone. Another operation does not believe it: under the same address the service may have
     * something again.
     */
    private static String gone(StepContext context) {
        return "gone in " + context.operation();
    }

    /** What rows lead to now, and what was noted when they did. */
    private Map<String, String> noted(StepContext context) throws SQLException {
        var noted = new LinkedHashMap<>(Noted.in(context));
        if (context.operation() != 0) {
            noted.replaceAll((item, how) -> how.equals(gone(context)) ? how : FOUND);
        }
        var each =
                Reading.in(context, connection -> Reading.each(connection, kind, context.attributes(), config.each()));
        for (var row : each) {
            noted.putIfAbsent(item(row).noted(), FOUND);
        }
        return noted;
    }

    private HttpItem item(Map<String, String> row) {
        return new HttpItem(SafeNames.url(config.url(), row), config.probe().map(probe -> SafeNames.url(probe, row)));
    }
}
