package dev.coppice.ops;

import static dev.coppice.ops.Expectation.foreignKey;
import static dev.coppice.ops.Expectation.unique;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.util.List;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.junit.jupiter.api.Test;

/** The code of the guides of one task each. */
@PostgresTest
class TaskGuidesExampleTest {
    private final Table<Record> THEME;
    private final Table<Record> DOMAIN;
    private final Field<Integer> DOMAIN_ID;
    private final Field<Integer> DOMAIN_KEY;
    private final Field<Boolean> OPEN;
    private final Field<String> NAME;
    private final Field<String> NOTE;
    private final Field<Integer> RANK;
    private final Ops ops;

    private static final class NoSuchDomain extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static final class DomainInUse extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    TaskGuidesExampleTest(TestDatabase db) {
        var shop = Shop.in(db);
        THEME = shop.theme;
        DOMAIN = shop.domain;
        DOMAIN_ID = shop.ofDomain;
        DOMAIN_KEY = shop.domainId;
        OPEN = shop.open;
        NAME = shop.name;
        NOTE = shop.note;
        RANK = shop.rank;
        ops = Ops.on(db.dataSource());
    }

    @Test
    void a_row_is_created_and_the_reason_told_when_not() {
        var theme = Creator.into(THEME)
                .set(DOMAIN_ID, 1)
                .set(NAME, "dark")
                .set(NOTE, null)
                .expect(unique("theme_name_key"), NameTaken::new)
                .expect(foreignKey(), NoSuchDomain::new);
        var row = ops.write(w -> w.create(theme).orThrow());
        assertThat(row.get(NOTE)).isNull();
        var status = switch (ops.write(w -> w.create(theme))) {
            case Outcome.Applied<Record> applied -> 201;
            case Outcome.Refused<Record> refused -> 403;
            case Outcome.Missing<Record> missing -> 404;
            case Outcome.Violated<Record> violated -> 409;
            case Outcome.Failed<Record> failed -> 400;
        };
        assertThat(status).isEqualTo(409);
        var named = DependentCreator.<Integer, Record>of(Creator.into(THEME).set(NAME, "named"))
                .set(DOMAIN_ID, number -> number);
        var both = ops.write(w -> {
            var parent = w.create(Creator.into(DOMAIN).set(DOMAIN_KEY, 7)).orThrow();
            return w.createDependent(named, parent.get(DOMAIN_KEY)).orThrow();
        });
        assertThat(both.get(DOMAIN_ID)).isEqualTo(7);
    }

    @Test
    void a_write_depends_on_another_row() {
        var open = Gate.exists(DOMAIN).where(DOMAIN_KEY.eq(1).and(OPEN));
        var theme = Creator.into(THEME).set(DOMAIN_ID, 1).set(NAME, "dark").onlyIf(open);
        var outcome = ops.write(w -> w.create(theme));
        assertThat(outcome).isInstanceOf(Outcome.Applied.class);
        var refused = ops.write(w -> w.create(Creator.into(THEME)
                .set(DOMAIN_ID, 3)
                .set(NAME, "dark")
                .onlyIf(Gate.exists(DOMAIN).where(DOMAIN_KEY.eq(3).and(OPEN)))));
        assertThat(refused).isInstanceOf(Outcome.Refused.class);
        var exists = Gate.exists(DOMAIN).where(DOMAIN_KEY.eq(1)).keyedBy(DOMAIN_KEY);
        assertThat(exists.asCondition().toString()).contains("for key share");
        var purged = ops.write(w -> w.purge(Purger.from(DOMAIN)
                .key(DOMAIN_KEY, 1)
                .unlessExists(Existence.of(THEME, DOMAIN_ID.eq(1)), DomainInUse::new)));
        assertThat(purged).isInstanceOf(Outcome.Violated.class);
    }

    @Test
    void a_row_takes_the_next_place() {
        var last = NextValue.of(RANK)
                .within(DOMAIN_ID.eq(1))
                .locking(Key.in(DOMAIN).with(DOMAIN_KEY, 1));
        var theme = Creator.into(THEME).set(DOMAIN_ID, 1).set(NAME, "dark");
        var ranked = ops.write(w -> w.createNext(theme, last).orThrow());
        assertThat(ranked.get(RANK)).isEqualTo(100);
        var light = Creator.into(THEME).set(DOMAIN_ID, 1).set(NAME, "light");
        var high = Creator.into(THEME).set(DOMAIN_ID, 1).set(NAME, "high");
        var two = ops.write(w -> w.createAllNext(List.of(light, high), last.gap(10)));
        assertThat(two).extracting(applied -> applied.row().get(RANK)).containsExactly(110, 120);
    }
}
