package dev.coppice.settings.internal.read;

import dev.coppice.ops.internal.PausePoint;
import dev.coppice.settings.MergedSettings;
import dev.coppice.settings.Scope;
import dev.coppice.settings.Settings;
import dev.coppice.settings.Viewer;
import dev.coppice.settings.internal.scope.Change;
import dev.coppice.settings.internal.scope.SettingNames;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Reads that are answered from memory while a watch sees to it that memory is not out of date. Safe for any thread. */
final class RememberedReads implements MergedReads {
    private static final int LOOKS_WITHIN_BOUND = 3;

    /**
     * What tests may choose.
     *
     * @param nanos the time that decides how old an answer is
     * @param bytes about how many bytes of answers are kept
     * @param betweenLooks the longest time without a look
     * @param kept how long changes are told of
     * @param pause where a thread may be stopped
     */
    record Tuning(LongSupplier nanos, long bytes, Duration betweenLooks, Duration kept, PausePoint pause) {
        static final Tuning PRODUCTION = new Tuning(
                System::nanoTime, 32L * 1024 * 1024, Duration.ofSeconds(1), Duration.ofHours(1), PausePoint.NONE);
    }

    private final DataSource source;
    private final String schema;
    private final Duration betweenLooks;
    private final PausePoint pause;
    private final Marks marks = new Marks();
    private final Freshness freshness;
    private final Looks looks;
    private final FragmentQuery query;
    private final KnownChain chain;
    private final Answers answers;
    private volatile @Nullable Watch watch;

    RememberedReads(DataSource source, String schema, Duration staleness, Tuning tuning) {
        this.source = source;
        this.schema = schema;
        var share = staleness.dividedBy(LOOKS_WITHIN_BOUND);
        this.betweenLooks = share.compareTo(tuning.betweenLooks) < 0 ? share : tuning.betweenLooks;
        this.pause = tuning.pause;
        this.freshness = new Freshness(tuning.nanos, staleness);
        this.looks = new Looks(new ChangeLog(schema, marks, tuning.kept), marks, freshness, tuning.pause);
        this.query = new FragmentQuery(source, schema);
        this.chain = new KnownChain(query::chain, marks, freshness);
        this.answers = new Answers(marks, tuning.bytes);
    }

    @Override
    public MergedSettings read(Viewer viewer, List<String> names) {
        requireNames(names);
        var scopes = chain.scopes(viewer);
        var settings = new HashMap<String, MergedSetting>();
        var missing = new LinkedHashSet<>(names);
        if (freshness.holds()) {
            for (var name : names) {
                var known = answers.find(scopes, name);
                if (known != null && missing.remove(name)) {
                    settings.put(name, known);
                }
            }
        }
        if (!missing.isEmpty()) {
            settings.putAll(load(scopes, List.copyOf(missing)));
        }
        var items = names.stream().map(settings::get).toList();
        return new MergedSettings(List.copyOf(items), Etag.of(items));
    }

    private Map<String, MergedSetting> load(List<Scope> scopes, List<String> names) {
        long tick = marks.now();
        var said = query.fragments(scopes, names);
        pause.reached("settings.loaded");
        var settings = new HashMap<String, MergedSetting>();
        for (var name : names) {
            var setting = new MergedSetting(name, said.getOrDefault(name, List.of()));
            settings.put(name, setting);
            if (freshness.holds()) {
                answers.keep(scopes, setting, tick);
            }
        }
        return settings;
    }

    private static void requireNames(List<String> names) {
        if (names.isEmpty()) {
            throw ReadFaults.noNames();
        }
        if (names.size() > Settings.MAX_NAMES) {
            throw ReadFaults.tooManyNames(names.size());
        }
        names.forEach(SettingNames::require);
    }

    @Override
    public void forget(List<Change> changes) {
        changes.forEach(marks::mark);
    }

    @Override
    public void refresh() {
        if (watch == null) {
            marks.markEverything();
        } else {
            looks.lookNow(source);
        }
    }

    @Override
    public synchronized void start() {
        if (watch == null) {
            watch = new Watch(source, schema, looks, betweenLooks).start();
        }
    }

    @Override
    public synchronized void close() {
        if (watch != null) {
            watch.close();
            watch = null;
            answers.forgetAll();
        }
    }

    /** About how many bytes the answers in memory take. */
    long weight() {
        return answers.weight();
    }
}
