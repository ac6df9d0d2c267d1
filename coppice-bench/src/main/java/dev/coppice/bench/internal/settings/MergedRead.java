package dev.coppice.bench.internal.settings;

import dev.coppice.bench.internal.Arena;
import dev.coppice.bench.internal.Contender;
import dev.coppice.bench.internal.Ending;
import dev.coppice.settings.Merged;
import dev.coppice.settings.MergedSettings;
import dev.coppice.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * Merged reads of Coppice.
 *
 * @param kept settings that keep answers; without, every read asks the database
 */
record MergedRead(Reads reads, Optional<Settings> kept) implements Contender {
    @Override
    public String name() {
        return "Coppice";
    }

    @Override
    public Supplier<List<Ending>> run(DataSource source, Runnable beforeCommit) {
        var settings = kept.orElseGet(
                () -> Settings.builder(source).schema(Arena.SCHEMA).build());
        var answers = new ArrayList<MergedSettings>(reads.viewers().size());
        for (var viewer : reads.viewers()) {
            answers.add(settings.read(viewer, Reads.NAMES));
        }
        beforeCommit.run();
        return () -> answers.stream().map(MergedRead::ending).toList();
    }

    private static Ending ending(MergedSettings answer) {
        return Reads.found(answer.items().stream()
                .map(Merged::value)
                .map(value -> value.asMap())
                .toList());
    }
}
