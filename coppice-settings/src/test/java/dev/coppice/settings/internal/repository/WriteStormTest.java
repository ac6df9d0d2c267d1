package dev.coppice.settings.internal.repository;

import static dev.coppice.settings.internal.repository.Shelf.ADAS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.ops.Ops;
import dev.coppice.ops.PageRequest;
import dev.coppice.settings.Answer;
import dev.coppice.settings.NewEntry;
import dev.coppice.settings.NewFragment;
import dev.coppice.settings.Purge;
import dev.coppice.settings.Rank;
import dev.coppice.settings.Scope;
import dev.coppice.settings.Search;
import dev.coppice.settings.SettingsStore;
import dev.coppice.settings.StaleVersion;
import dev.coppice.testkit.Actor;
import dev.coppice.testkit.Interleaving;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Many writers at once, in whatever order comes: nothing is lost, nothing is done twice, nobody is sent away by a deadlock. */
@PostgresTest
class WriteStormTest {
    @Test
    void a_thousand_upserts_of_one_fragment_are_a_thousand_versions(TestDatabase db) throws Exception {
        var shelf = Shelf.in(db).allowing("theme", "user");
        var versions = new ArrayList<Long>();
        try (var source = new FewConnections(db, 10);
                var writers = Executors.newVirtualThreadPerTaskExecutor()) {
            var mine = Repositories.on(Ops.on(source).noRetry(), db.schema(), changes -> {});
            var upserts = IntStream.range(0, 1_000)
                    .mapToObj(number -> writers.submit(
                            () -> mine.fragments().upsert(Shelf.fragment("theme", ADAS, "{\"n\":" + number + "}"))))
                    .toList();
            for (var upsert : upserts) {
                versions.add(upsert.get(60, SECONDS).stamp().version());
            }
        }
        assertThat(versions)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, 1_000).boxed().toList());
        assertThat(shelf.rows("setting_fragment")).isEqualTo(1);
        assertThat(shelf.fragment("theme", ADAS).stamp().version()).isEqualTo(1_000);
    }

    @Test
    void of_many_who_guard_one_version_exactly_one_wins(TestDatabase db) throws Exception {
        var shelf = Shelf.in(db).allowing("theme", "user");
        shelf.fragments().create(Shelf.fragment("theme", ADAS, "{}"));
        for (var version = 1L; version <= 5; version++) {
            var guarded =
                    Shelf.fragment("theme", ADAS, "{\"v\":" + version + "}").ifVersion(version);
            var won = storm(shelf, 8, (writer, mine) -> {
                try {
                    return List.of(mine.fragments().upsert(guarded).stamp().version());
                } catch (StaleVersion stale) {
                    return List.of();
                }
            });
            assertThat(won).containsExactly(version + 1);
        }
    }

    @Test
    void ranks_of_many_who_want_the_next_are_all_different_and_rise(TestDatabase db) throws Exception {
        var shelf = Shelf.in(db).allowing("theme", "user");
        var ranks = storm(shelf, 8, (writer, mine) -> {
            var given = new ArrayList<Integer>();
            for (var number = 0; number < 10; number++) {
                var scope = Scope.of("user", new UUID(writer, number).toString());
                var made = mine.fragments()
                        .upsert(Shelf.fragment("theme", scope, "{}").rank(Rank.next()));
                given.add(made.ownRank().orElseThrow());
            }
            assertThat(given).isSorted();
            return given;
        });
        assertThat(ranks)
                .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(4, 83)
                        .map(hundreds -> hundreds * 100)
                        .boxed()
                        .toList());
    }

    @Test
    void entries_that_come_and_go_under_many_writers_leave_no_orphan_and_no_deadlock(TestDatabase db) throws Exception {
        var shelf = Shelf.in(db);
        var names = List.of("a", "b", "c", "d", "e");
        names.forEach(name -> shelf.allowing(name, "user"));
        var codes = storm(
                shelf, 6, (writer, mine) -> writer < 4 ? write(mine, names, writer) : reallow(mine, names, writer));
        assertThat(codes)
                .isSubsetOf(
                        "INSERTED",
                        "UPDATED",
                        "DELETED",
                        "settings.not-allow-listed",
                        "settings.fragment-not-found",
                        "settings.entry-not-found",
                        "settings.duplicate");
        assertThat(codes).contains("INSERTED", "DELETED");
        var orphans = shelf.fragments().search(Search.everything(), PageRequest.first(1_000)).items().stream()
                .filter(fragment -> shelf.allowList()
                        .search(Search.everything().names(List.of(fragment.name())), PageRequest.first(10))
                        .items()
                        .isEmpty());
        assertThat(orphans).isEmpty();
    }

    private static List<String> write(SettingsStore mine, List<String> names, int writer) {
        var random = new Random(writer);
        var codes = new ArrayList<String>();
        for (var round = 0; round < 15; round++) {
            var items = new ArrayList<NewFragment>();
            for (var name : names) {
                for (var owner = 0; owner < 3; owner++) {
                    items.add(Shelf.fragment(name, Scope.of("user", new UUID(7, owner).toString()), "{}"));
                }
            }
            Collections.shuffle(items, random);
            var answers = mine.fragments().upsertEach(items);
            codes.addAll(Shelf.words(answers));
            var purges = answers.stream()
                    .filter(answer -> answer instanceof Answer.Done && random.nextInt(3) == 0)
                    .map(answer -> Purge.of(answer.orThrow().id()))
                    .toList();
            codes.addAll(Shelf.words(mine.fragments().purgeEach(purges)));
        }
        return codes;
    }

    private static List<String> reallow(SettingsStore mine, List<String> names, int writer) {
        var random = new Random(writer);
        var codes = new ArrayList<String>();
        for (var round = 0; round < 15; round++) {
            var shuffled = new ArrayList<>(names);
            Collections.shuffle(shuffled, random);
            var some = shuffled.subList(0, 2);
            var entries = mine.allowList()
                    .search(Search.everything().names(some), PageRequest.first(10))
                    .items();
            var purges = entries.stream().map(entry -> Purge.of(entry.id())).toList();
            codes.addAll(Shelf.words(mine.allowList().purgeEach(purges)));
            codes.addAll(Shelf.words(mine.allowList()
                    .upsertEach(some.stream()
                            .map(name -> NewEntry.of(name, "user").rank(Rank.next()))
                            .toList())));
        }
        return codes;
    }

    /** Each writer has one connection and no second try: a deadlock would be seen. */
    private static <T> List<T> storm(Shelf shelf, int writers, BiFunction<Integer, SettingsStore, List<T>> work) {
        try (var interleaving = new Interleaving(Duration.ofSeconds(60))) {
            var actors = new ArrayList<Actor<List<T>>>();
            for (var writer = 0; writer < writers; writer++) {
                var number = writer;
                actors.add(interleaving.start("writer " + number, () -> {
                    try (var source = new FewConnections(shelf.db(), 1)) {
                        var ops = Ops.on(source).noRetry();
                        return work.apply(
                                number, Repositories.on(ops, shelf.db().schema(), changes -> {}));
                    }
                }));
            }
            var all = new ArrayList<T>();
            for (var actor : actors) {
                all.addAll(Shelf.result(actor));
            }
            return all;
        }
    }
}
