package dev.coppice.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.util.List;
import org.jooq.EnumType;
import org.jooq.Record;
import org.jooq.Schema;
import org.jooq.TableField;
import org.jooq.UniqueKey;
import org.jooq.impl.DSL;
import org.jooq.impl.Internal;
import org.jooq.impl.SQLDataType;
import org.jooq.impl.TableImpl;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A table with an enum as generated classes have them. */
@PostgresTest(Isolation.DATABASE)
class SearchEnumTest {
    private static final Person PERSON = new Person();

    private final TestDatabase db;
    private final Ops ops;

    private enum Mood implements EnumType {
        SAD,
        OK,
        HAPPY;

        @Override
        public Schema getSchema() {
            return DSL.schema(DSL.name("app"));
        }

        @Override
        public String getName() {
            return "mood";
        }

        @Override
        public String getLiteral() {
            return name();
        }
    }

    private static final class Person extends TableImpl<Record> {
        private static final long serialVersionUID = 1L;

        final TableField<Record, Integer> id = createField(DSL.name("id"), SQLDataType.INTEGER.notNull(), this);
        final TableField<Record, Mood> mood =
                createField(DSL.name("mood"), SQLDataType.VARCHAR.asEnumDataType(Mood.class), this);

        Person() {
            super(DSL.name("app", "person"));
        }

        @Override
        public Schema getSchema() {
            return DSL.schema(DSL.name("app"));
        }

        @Override
        public UniqueKey<Record> getPrimaryKey() {
            return Internal.createUniqueKey(this, DSL.name("person_pkey"), id);
        }
    }

    SearchEnumTest(TestDatabase db) {
        this.db = db;
        ops = Ops.on(db.dataSource());
    }

    @BeforeEach
    void create() {
        db.execute("CREATE SCHEMA app; CREATE TYPE app.mood AS ENUM ('SAD', 'OK', 'HAPPY');"
                + " CREATE TABLE app.person (id int PRIMARY KEY, mood app.mood);"
                + " INSERT INTO app.person VALUES (1, 'SAD'), (2, 'OK'), (3, 'HAPPY'), (4, NULL)");
    }

    @Test
    void an_enum_is_filtered_in_its_own_order() {
        assertThat(ids(Filter.of(PERSON.mood).eq(Mood.OK))).containsExactly(2);
        assertThat(ids(Filter.of(PERSON.mood).in(List.of(Mood.SAD, Mood.HAPPY))))
                .containsExactly(1, 3);
        assertThat(ids(Filter.of(PERSON.mood).gt(Mood.SAD))).containsExactly(2, 3);
        assertThat(ids(Filter.of(PERSON.mood).notIn(List.of(Mood.OK)))).containsExactly(1, 3, 4);
    }

    @Test
    void the_key_of_a_generated_table_need_not_be_named_and_rows_are_its_records() {
        var search = Searcher.in(PERSON).orderBy(PERSON.mood.desc());
        var first = ops.read(r -> r.searchGlobal(search, PageRequest.first(2)));
        assertThat(first.rows()).extracting(row -> row.get(PERSON.id)).containsExactly(4, 3);
        var second = ops.read(r -> r.searchGlobal(
                search, PageRequest.first(2).after(first.endCursor().orElseThrow())));
        assertThat(second.rows()).extracting(row -> row.get(PERSON.mood)).containsExactly(Mood.OK, Mood.SAD);
        assertThat(second.rows().getFirst().touched()).isFalse();
    }

    @Test
    void a_join_of_generated_tables_keeps_columns_of_one_name_apart_and_takes_all_for_nullable() {
        var friend = PERSON.as("friend");
        var friendId = friend.field(PERSON.id);
        var search = Searcher.in(PERSON.leftJoin(friend).on(friendId.eq(PERSON.id.plus(2))))
                .keyedBy(PERSON.id)
                .orderBy(friendId.desc());
        var first = ops.read(r -> r.searchGlobal(search, PageRequest.first(1)));
        assertThat(first.rows()).extracting(row -> row.get(PERSON.id)).containsExactly(4);
        assertThat(first.rows().getFirst().get(friendId)).isNull();
        var second = ops.read(r -> r.searchGlobal(
                search, PageRequest.first(2).after(first.endCursor().orElseThrow())));
        assertThat(second.rows()).extracting(row -> row.get(PERSON.id)).containsExactly(3, 2);
        assertThat(second.rows().getLast().get(friendId)).isEqualTo(4);
        assertThat(second.hasNext()).isTrue();
    }

    private List<Integer> ids(Filter filter) {
        return ops.read(r -> r.searchGlobal(Searcher.in(PERSON).filter(filter), PageRequest.first(9))).rows().stream()
                .map(row -> row.get(PERSON.id))
                .toList();
    }
}
