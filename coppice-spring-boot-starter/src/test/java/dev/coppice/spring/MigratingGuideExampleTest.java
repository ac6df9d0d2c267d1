package dev.coppice.spring;

import static dev.coppice.ops.Expectation.unique;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coppice.ops.BatchRejected;
import dev.coppice.ops.Creator;
import dev.coppice.ops.Gate;
import dev.coppice.ops.Key;
import dev.coppice.ops.Ops;
import dev.coppice.ops.Outcome;
import dev.coppice.ops.Updater;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.EmptyResultDataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The code of the guide on migrating, before and after. */
@PostgresTest(Isolation.DATABASE)
class MigratingGuideExampleTest {
    private static final Table<Record> ROOM = DSL.table(DSL.name("hotel", "room"));
    private static final Field<Integer> ROOM_KEY = column("room", "id");
    private static final Field<Boolean> ROOM_OPEN = DSL.field(DSL.name("hotel", "room", "open"), SQLDataType.BOOLEAN);
    private static final Table<Record> SEAT = DSL.table(DSL.name("hotel", "seat"));
    private static final Field<Integer> ROOM_ID = column("seat", "room_id");
    private static final Field<Integer> NUMBER = column("seat", "number");
    private static final Field<String> GUEST = DSL.field(DSL.name("hotel", "seat", "guest"), SQLDataType.VARCHAR);

    private final JdbcClient client;
    private final DSLContext jooq;
    private final Ops ops;

    private static final class SeatTaken extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static final class RoomClosed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static final class NoSuchSeat extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    record Wish(int number, String guest) {}

    MigratingGuideExampleTest(TestDatabase db) {
        db.execute("""
            CREATE SCHEMA hotel;
            CREATE TABLE hotel.room (id int PRIMARY KEY, open boolean NOT NULL);
            CREATE TABLE hotel.seat (
                room_id int NOT NULL REFERENCES hotel.room,
                number int NOT NULL,
                guest text,
                CONSTRAINT seat_key PRIMARY KEY (room_id, number));
            INSERT INTO hotel.room VALUES (1, true), (2, false);
            """);
        client = JdbcClient.create(db.dataSource());
        jooq = DSL.using(db.dataSource(), SQLDialect.POSTGRES);
        ops = Notes.ops(db.dataSource());
    }

    void createByClient(int room, int number) {
        var open = client.sql("SELECT open FROM hotel.room WHERE id = ?")
                .param(room)
                .query(Boolean.class)
                .single();
        if (!open) {
            throw new RoomClosed();
        }
        try {
            client.sql("INSERT INTO hotel.seat (room_id, number) VALUES (?, ?)")
                    .params(room, number)
                    .update();
        } catch (DuplicateKeyException taken) {
            throw new SeatTaken();
        }
    }

    Outcome<Record> createByOps(int room, int number) {
        var seat = Creator.into(SEAT)
                .set(ROOM_ID, room)
                .set(NUMBER, number)
                .onlyIf(Gate.exists(ROOM).where(ROOM_KEY.eq(room).and(ROOM_OPEN)))
                .expect(unique("seat_key"), SeatTaken::new);
        return ops.write(w -> w.create(seat));
    }

    void createAllByJooq(int room, List<Wish> wishes) {
        jooq.transaction(transaction -> {
            for (var wish : wishes) {
                transaction
                        .dsl()
                        .insertInto(SEAT)
                        .set(ROOM_ID, room)
                        .set(NUMBER, wish.number())
                        .set(GUEST, wish.guest())
                        .execute();
            }
        });
    }

    List<Outcome.Applied<Record>> createAllByOps(int room, List<Wish> wishes) {
        var seats = wishes.stream()
                .map(wish -> Creator.into(SEAT)
                        .set(ROOM_ID, room)
                        .set(NUMBER, wish.number())
                        .set(GUEST, wish.guest()))
                .toList();
        return ops.write(w -> w.createAll(seats));
    }

    void changeByJooq(int room, int number, String guest) {
        var changed = jooq.update(SEAT)
                .set(GUEST, guest)
                .where(ROOM_ID.eq(room).and(NUMBER.eq(number)))
                .execute();
        if (changed == 0) {
            throw new NoSuchSeat();
        }
    }

    Outcome<Record> changeByOps(int room, int number, String guest) {
        return ops.write(w ->
                w.update(Updater.of(SEAT).key(ROOM_ID, room).key(NUMBER, number).set(GUEST, guest)));
    }

    @Test
    void a_gated_insert_ends_alike() {
        createByClient(1, 1);
        assertThat(createByOps(1, 2)).isInstanceOf(Outcome.Applied.class);
        assertThatExceptionOfType(SeatTaken.class).isThrownBy(() -> createByClient(1, 2));
        assertThat(createByOps(1, 1)).isInstanceOf(Outcome.Violated.class);
        assertThatExceptionOfType(RoomClosed.class).isThrownBy(() -> createByClient(2, 1));
        assertThat(createByOps(2, 1)).isInstanceOf(Outcome.Refused.class);
        assertThatExceptionOfType(EmptyResultDataAccessException.class).isThrownBy(() -> createByClient(3, 1));
        assertThat(createByOps(3, 1)).isInstanceOf(Outcome.Refused.class);
    }

    @Test
    void a_list_ends_alike_and_ops_name_the_item() {
        createAllByJooq(1, List.of(new Wish(1, "Ada"), new Wish(2, "Bob")));
        assertThat(createAllByOps(1, List.of(new Wish(3, "Ada"), new Wish(4, "Bob"))))
                .hasSize(2);
        var twice = List.of(new Wish(5, "Ada"), new Wish(4, "Bob"));
        assertThatExceptionOfType(org.jooq.exception.IntegrityConstraintViolationException.class)
                .isThrownBy(() -> createAllByJooq(1, twice));
        assertThatExceptionOfType(BatchRejected.class)
                .isThrownBy(() -> createAllByOps(1, twice))
                .returns(1, BatchRejected::ordinal);
        assertThat(guest(5)).isEqualTo("nobody");
    }

    @Test
    void a_change_ends_alike() {
        createByClient(1, 1);
        changeByJooq(1, 1, "Ada");
        assertThat(changeByOps(1, 1, "Bob")).isInstanceOf(Outcome.Applied.class);
        assertThat(guest(1)).isEqualTo("Bob");
        assertThatExceptionOfType(NoSuchSeat.class).isThrownBy(() -> changeByJooq(1, 9, "Ada"));
        assertThat(changeByOps(1, 9, "Ada")).isInstanceOf(Outcome.Missing.class);
    }

    private String guest(int number) {
        return ops.read(r -> r.find(Key.in(SEAT).with(ROOM_ID, 1).with(NUMBER, number))
                .map(seat -> seat.get(GUEST))
                .orElse("nobody"));
    }

    private static Field<Integer> column(String table, String name) {
        return DSL.field(DSL.name("hotel", table, name), SQLDataType.INTEGER);
    }
}
