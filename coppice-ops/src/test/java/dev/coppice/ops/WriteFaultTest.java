package dev.coppice.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.FaultSweep;
import dev.coppice.testkit.PlannedFault;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.util.List;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jooq.Record;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each way of writing, with each of its statements lost or refused in turn: all of it is there, or nothing. */
@PostgresTest
class WriteFaultTest {
    private Shop shop;
    private TestDatabase db;

    @BeforeEach
    void open(TestDatabase database) {
        db = database;
        shop = Shop.in(db);
    }

    /** A write that leaves exactly two rows whose rank is 7, or none. */
    enum Path {
        CREATE_ALL,
        CREATES,
        DEPENDENT,
        NEXT,
        UPDATE_ALL,
        UPDATE_WHERE,
        UPSERT_ALL,
        PURGE_ALL,
        PURGE_CHECKED,
        CREATE_EACH,
        UPDATE_EACH,
        UPSERT_EACH,
        PURGE_EACH
    }

    @ParameterizedTest
    @EnumSource
    void a_lost_statement_leaves_nothing_and_is_tried_again(Path path) throws Exception {
        FaultSweep.forEach(PlannedFault::statement)
                .run(db.dataSource(), faulty -> succeed(path, faulty, true), (fault, error) -> {
                    assertThat(error).isEmpty();
                    assertThat(shop.count("theme WHERE rank = 7")).isEqualTo(2);
                });
    }

    @ParameterizedTest
    @EnumSource
    void a_lost_reply_leaves_all_or_nothing_and_says_which(Path path) throws Exception {
        FaultSweep.forEachReplyLost().run(db.dataSource(), faulty -> succeed(path, faulty, false), (fault, error) -> {
            error.ifPresent(failure -> assertThat(failure).hasNoCause());
            // Without an error only auto-commit, put back after the commit, was lost.
            var done = error.map(failure -> ((CoppiceException) failure).effect() == Effect.UNKNOWN)
                    .orElse(true);
            assertThat(shop.count("theme WHERE rank = 7")).isEqualTo(done ? 2 : 0);
        });
    }

    @ParameterizedTest
    @EnumSource
    void a_statement_the_server_refuses_leaves_nothing(Path path) throws Exception {
        FaultSweep.forEach(number -> PlannedFault.statement(number).raising("57014"))
                .run(db.dataSource(), faulty -> succeed(path, faulty, false), (fault, error) -> {
                    assertThat(error.orElseThrow())
                            .isInstanceOf(CoppiceException.class)
                            .hasNoCause();
                    assertThat(((CoppiceException) error.orElseThrow()).code()).isEqualTo("database.timeout");
                    assertThat(shop.count("theme WHERE rank = 7")).isZero();
                });
    }

    private void succeed(Path path, DataSource faulty, boolean again) {
        db.execute("TRUNCATE ${schema}.theme; "
                + "INSERT INTO ${schema}.theme (id, domain_id, name) VALUES (-1, 1, 'x'), (-2, 1, 'y'), (-3, 1, 'z')");
        var ops = Ops.builder(faulty).waiter(pause -> {}).build();
        (again ? ops : ops.noRetry()).write(work(path));
    }

    private Function<WriteOps, Object> work(Path path) {
        var creators = List.of(ranked("a"), ranked("b"));
        return w -> switch (path) {
            case CREATE_ALL -> w.createAll(creators);
            case CREATES ->
                List.of(
                        w.create(ranked("a").onlyIf(shop.openDomain(2))).orThrow(),
                        w.create(ranked("b")).orThrow());
            case DEPENDENT ->
                w.createDependentAll(
                        creators.stream()
                                .map(DependentCreator::<Integer, Record>of)
                                .toList(),
                        1);
            case NEXT -> {
                var rule = NextValue.of(shop.rank)
                        .within(shop.rank.eq(-1))
                        .gap(7)
                        .locking(Key.in(shop.domain).with(shop.domainId, 1));
                w.createNext(shop.aTheme("a"), rule).orThrow();
                yield w.createNext(shop.aTheme("b"), rule).orThrow();
            }
            case UPDATE_ALL -> w.updateAll(List.of(seven(-1), seven(-2)));
            case UPDATE_WHERE ->
                w.updateWhere(Updater.of(shop.theme).set(shop.rank, 7), Rows.matching(shop.id.lt(-1L)));
            case UPSERT_ALL -> w.upsertAll(List.of(upserted("x"), upserted("new")));
            case PURGE_ALL -> {
                w.updateWhere(Updater.of(shop.theme).set(shop.rank, 7), Rows.everything());
                yield w.purgeAll(List.of(Purger.from(shop.theme).key(shop.id, -1L)));
            }
            case CREATE_EACH ->
                w.createEach(List.of(
                        ranked("a").onlyIf(shop.openDomain(2)),
                        ranked("x"),
                        ranked("b"),
                        ranked("a"),
                        ranked("c").onlyIf(shop.openDomain(3)),
                        shop.aTheme("d").set(shop.rank, -1)));
            case UPDATE_EACH -> w.updateEach(List.of(seven(-1), seven(-9), seven(-2), seven(-8)));
            case UPSERT_EACH ->
                w.upsertEach(List.of(
                        upserted("x"), upserted("new"), upserted("y").onlyIf(shop.openDomain(3)), upserted("x")));
            case PURGE_EACH -> {
                w.updateWhere(Updater.of(shop.theme).set(shop.rank, 7), Rows.everything());
                yield w.purgeEach(List.of(purger(-1), purger(-8), purger(-1), purger(-9)));
            }
            case PURGE_CHECKED -> {
                w.updateWhere(Updater.of(shop.theme).set(shop.rank, 7), Rows.everything());
                yield w.purge(Purger.from(shop.theme)
                                .key(shop.id, -1L)
                                .unlessExists(Existence.of(shop.domain, shop.domainId.eq(77)), NameTaken::new))
                        .orThrow();
            }
        };
    }

    private Creator<Record> ranked(String name) {
        return shop.aTheme(name).set(shop.rank, 7);
    }

    private Updater<Record> seven(long id) {
        return Updater.of(shop.theme).key(shop.id, id).set(shop.rank, 7);
    }

    private Purger<Record> purger(long id) {
        return Purger.from(shop.theme).key(shop.id, id);
    }

    private Upserter<Record> upserted(String name) {
        return Upserter.into(shop.theme)
                .set(shop.ofDomain, 1)
                .set(shop.name, name)
                .set(shop.rank, 7)
                .conflictOn(shop.ofDomain, shop.name);
    }
}
