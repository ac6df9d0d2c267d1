package dev.coppice.ops;

import static dev.coppice.ops.Expectation.unique;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.junit.jupiter.api.Test;

/** The code of the guide on writing. */
@PostgresTest
class WritingGuideExampleTest {
    private final Table<Record> THEME;
    private final Table<Record> DOMAIN;
    private final Field<Integer> DOMAIN_ID;
    private final Field<Integer> DOMAIN_KEY;
    private final Field<Boolean> OPEN;
    private final Field<String> NAME;
    private final Field<Integer> RANK;
    private final TestDatabase db;

    private static final class DomainInUse extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    WritingGuideExampleTest(TestDatabase db) {
        this.db = db;
        var shop = Shop.in(db);
        THEME = shop.theme;
        DOMAIN = shop.domain;
        DOMAIN_ID = shop.ofDomain;
        DOMAIN_KEY = shop.domainId;
        OPEN = shop.open;
        NAME = shop.name;
        RANK = shop.rank;
    }

    @Test
    void rows_are_created_and_outcomes_told() {
        var dataSource = db.dataSource();
        var ops = Ops.on(dataSource);
        var theme = Creator.into(THEME)
                .set(DOMAIN_ID, 1)
                .set(NAME, "dark")
                .expect(unique("theme_name_key"), NameTaken::new);
        var row = ops.write(w -> w.create(theme).orThrow());
        assertThat(row.get(NAME)).isEqualTo("dark");
        var told = switch (ops.write(w -> w.create(theme))) {
            case Outcome.Applied<Record> applied -> "created " + applied.row().get(NAME);
            case Outcome.Refused<Record> refused -> "the gate said no: " + refused.gate();
            case Outcome.Missing<Record> missing -> "no such row: " + missing.key();
            case Outcome.Violated<Record> violated -> violated.error().getMessage();
            case Outcome.Failed<Record> failed -> "not written: " + failed.kind();
        };
        assertThat(told).isEqualTo("that name is taken");
        var allowed = Gate.exists(DOMAIN).where(DOMAIN_KEY.eq(1).and(OPEN));
        var gated = ops.write(w -> w.create(theme.onlyIf(allowed)));
        assertThat(gated).isInstanceOf(Outcome.Violated.class);
    }

    @Test
    void each_item_is_told_how_it_ended() {
        var ops = Ops.on(db.dataSource());
        var dark = Creator.into(THEME)
                .set(DOMAIN_ID, 1)
                .set(NAME, "dark")
                .expect(unique("theme_name_key"), NameTaken::new);
        var closed = Gate.exists(DOMAIN).where(DOMAIN_KEY.eq(3).and(OPEN));
        var themes = List.of(dark, dark, dark.onlyIf(closed));
        var told = new ArrayList<String>();
        for (var outcome : ops.write(w -> w.createEach(themes))) {
            told.add(outcome.ordinal() + " "
                    + switch (outcome) {
                        case Outcome.Applied<Record> done -> "created";
                        case Outcome.Refused<Record> refused -> "refused";
                        case Outcome.Missing<Record> missing -> "missing";
                        case Outcome.Violated<Record> violated ->
                            violated.error().getMessage();
                        case Outcome.Failed<Record> failed -> "failed";
                    });
        }
        assertThat(told).containsExactly("0 created", "1 that name is taken", "2 refused");
    }

    @Test
    void many_rows_are_written_and_purged() throws SQLException {
        var ops = Ops.on(db.dataSource());
        var light = Creator.into(THEME).set(DOMAIN_ID, 1).set(NAME, "light");
        var high = Creator.into(THEME).set(DOMAIN_ID, 1).set(NAME, "high");
        var next = Creator.into(THEME).set(DOMAIN_ID, 1).set(NAME, "dark");
        var applied = ops.write(w -> w.createAll(List.of(light, high)));
        assertThat(applied.size()).isEqualTo(2);
        var last = NextValue.of(RANK)
                .within(DOMAIN_ID.eq(1))
                .locking(Key.in(DOMAIN).with(DOMAIN_KEY, 1));
        var ranked = ops.write(w -> w.createNext(next, last).orThrow());
        assertThat(ranked.get(RANK)).isEqualTo(100);
        var changed = ops.write(w ->
                w.update(Updater.of(THEME).key(DOMAIN_ID, 1).key(NAME, "dark").set(RANK, null)));
        assertThat(changed.orThrow().get(RANK)).isNull();
        var purged = ops.write(w -> w.purge(Purger.from(DOMAIN)
                .key(DOMAIN_KEY, 1)
                .unlessExists(Existence.of(THEME, DOMAIN_ID.eq(1)), DomainInUse::new)));
        assertThat(purged).isInstanceOf(Outcome.Violated.class);
        var count = ops.write(w -> w.purgeWhere(Purger.from(THEME), Rows.matching(RANK.gt(500))));
        assertThat(count).isEqualTo(new Affected(0));
        var upserter = Upserter.into(THEME).set(DOMAIN_ID, 1).set(NAME, "dark").conflictOn(DOMAIN_ID, NAME);
        try (var connection = db.connect()) {
            connection.setAutoCommit(false);
            var inside = Ops.joining(connection);
            inside.write(w -> w.upsert(upserter).orThrow());
            connection.commit();
        }
    }
}
