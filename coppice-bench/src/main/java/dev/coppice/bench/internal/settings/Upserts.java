package dev.coppice.bench.internal.settings;

import dev.coppice.bench.internal.Arena;
import dev.coppice.bench.internal.Contender;
import dev.coppice.bench.internal.Ending;
import dev.coppice.settings.Answer;
import dev.coppice.settings.Fragment;
import dev.coppice.settings.Fragments;
import dev.coppice.settings.NewFragment;
import dev.coppice.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** One way to write fragments. */
record Upserts(String name, List<NewFragment> wanted, Function<Fragments, List<Fragment>> write) implements Contender {
    static Upserts each(List<NewFragment> wanted) {
        return new Upserts(
                "upsertEach",
                wanted,
                fragments -> fragments.upsertEach(wanted).stream()
                        .map(Answer::orThrow)
                        .toList());
    }

    static Upserts all(List<NewFragment> wanted) {
        return new Upserts("upsertAll", wanted, fragments -> fragments.upsertAll(wanted));
    }

    static Upserts oneByOne(List<NewFragment> wanted) {
        return new Upserts("upsert one by one", wanted, fragments -> {
            var written = new ArrayList<Fragment>();
            wanted.forEach(fragment -> written.add(fragments.upsert(fragment)));
            return written;
        });
    }

    @Override
    public Supplier<List<Ending>> run(DataSource source, Runnable beforeCommit) {
        try (var settings = Settings.builder(source).schema(Arena.SCHEMA).build()) {
            var written = write.apply(settings.fragments());
            beforeCommit.run();
            return () -> written.stream().map(Upserts::ending).toList();
        }
    }

    private static Ending ending(Fragment fragment) {
        return Ending.of(fragment.name() + " of " + fragment.scope() + " version "
                + fragment.stamp().version() + " is " + fragment.value().json());
    }
}
